/**
 * The changes of the last while, and when this page could know of each: from the stream, or from
 * the answer to its own write, whichever came first.
 */

import type { FeedChange } from './change-stream';

/** Far more than a page is on its way for. */
const KEPT = 500;

interface Heard {
  change: FeedChange;
  at: number;
}

export class HeardChanges {
  #heard: Heard[] = [];
  readonly #answered = new Map<string, { version: number; at: number }>();

  add(change: FeedChange): void {
    this.#heard.push({ change, at: performance.now() });
    if (this.#heard.length > 2 * KEPT) this.#heard = this.#heard.slice(-KEPT);
  }

  wrote(incident: string, version: number): void {
    const known = this.#answered.get(incident);
    if (known && known.version >= version) return;
    this.#answered.set(incident, { version, at: performance.now() });
  }

  since(moment: number): FeedChange[] {
    return this.#heard.filter(({ at }) => at >= moment).map(({ change }) => change);
  }

  /** What was read after this moment has the change in it. */
  knownSince({ seq, incident, version }: FeedChange): number {
    const heard = this.#heard.findLast(({ change }) => change.seq === seq)?.at ?? Infinity;
    const answer = incident === null ? undefined : this.#answered.get(incident);
    const told = answer && version !== null && answer.version >= version ? answer.at : Infinity;
    return Math.min(heard, told);
  }

  forget(): void {
    this.#heard = [];
    this.#answered.clear();
  }
}
