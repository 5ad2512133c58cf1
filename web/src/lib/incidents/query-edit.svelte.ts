import { joined, partAt, partsOf, settledAndTyped } from './query-text';

/**
 * A query while it is edited: parts that stand, one text that is being typed, and parts behind it.
 * The text can stand anywhere between the parts, as a caret does.
 */
export class QueryEdit {
  before = $state.raw<string[]>([]);
  text = $state('');
  after = $state.raw<string[]>([]);

  get query(): string {
    return joined([...this.before, this.text, ...this.after]);
  }

  show(query: string): void {
    const { settled, typed } = settledAndTyped(query);
    [this.before, this.text, this.after] = [settled, typed, []];
  }

  /** Conditions that are typed to their end become parts; the words behind the last stay text. */
  settle(): void {
    const { settled, typed } = settledAndTyped(this.text);
    if (settled.length === 0) return;
    this.before = [...this.before, ...settled];
    this.text = typed;
  }

  /** Puts what was chosen in the place of the part at the caret, and all up to it into parts. */
  take(chosen: string, caret: number): void {
    const { start, end } = partAt(this.text, caret);
    const words = partsOf(this.text.slice(0, start)).map(({ text }) => text);
    this.before = [...this.before, ...words, chosen];
    this.text = this.text.slice(end).trimStart();
  }

  /** Takes the part before the text apart, so that its letters can be changed. */
  takeApart(): void {
    const last = this.before.at(-1);
    if (last === undefined) return;
    this.before = this.before.slice(0, -1);
    this.text = last + (this.text ? ` ${this.text}` : '');
  }

  takeNextApart(): void {
    const [next, ...rest] = this.after;
    if (next === undefined) return;
    this.after = rest;
    this.text = (this.text ? `${this.text} ` : '') + next;
  }

  /** Moves the place of the text by one part; what was typed becomes parts. */
  move(step: -1 | 1): void {
    const typed = this.#typed();
    if (step < 0) {
      this.after = [...this.before.slice(-1), ...typed, ...this.after];
      this.before = this.before.slice(0, -1);
    } else {
      this.before = [...this.before, ...typed, ...this.after.slice(0, 1)];
      this.after = this.after.slice(1);
    }
    this.text = '';
  }

  /** A part becomes the text. Parts are counted without what is being typed. */
  edit(index: number): void {
    const typed = this.#typed();
    const place = index - this.before.length;
    const [before, after] = [this.before, this.after];
    if (place < 0) {
      [this.before, this.text] = [before.slice(0, index), before[index] ?? ''];
      this.after = [...before.slice(index + 1), ...typed, ...after];
    } else {
      [this.before, this.text] = [
        [...before, ...typed, ...after.slice(0, place)],
        after[place] ?? '',
      ];
      this.after = after.slice(place + 1);
    }
  }

  remove(index: number): void {
    const place = index - this.before.length;
    this.before = this.before.filter((_, at) => at !== index);
    this.after = this.after.filter((_, at) => at !== place);
  }

  add(part: string): void {
    if ([...this.before, ...this.#typed(), ...this.after].includes(part)) return;
    this.show(joined([this.query, part]));
  }

  #typed(): string[] {
    return partsOf(this.text).map(({ text }) => text);
  }
}
