/** The search of the running head: what is typed, what was found, and which of it is chosen. */

import { ApiError } from '$lib/api/problem';
import type { Vocabulary } from '$lib/incidents/query-fields';
import { workspace } from '$lib/workspace.svelte';

import type { SearchAnswer } from './answer';
import {
  foundGroups,
  isEmpty,
  isUnfinished,
  namesTheFirst,
  recentGroups,
  tokenGroups,
  type SearchGroup,
  type SearchOption,
} from './options';
import { recentSearches } from './recent-searches';

type Ask = (words: string, signal: AbortSignal) => Promise<SearchAnswer>;

const PAUSE_MS = 80;

export class Search {
  open = $state(false);
  text = $state('');
  answer = $state.raw<SearchAnswer>();
  error = $state.raw<ApiError>();
  /** The place of the chosen option among all of them; −1 is none. */
  active = $state(-1);
  recent = $state.raw<string[]>([]);

  readonly words = $derived(this.text.trim());
  readonly #unfinished = $derived(isUnfinished(this.text, vocabulary()));

  readonly groups: SearchGroup[] = $derived.by(() => {
    if (this.words === '') return recentGroups(this.recent);
    const tokens = tokenGroups(this.text, vocabulary());
    return this.#unfinished ? tokens : [...tokens, ...foundGroups(this.words, this.answer)];
  });
  readonly options: SearchOption[] = $derived(this.groups.flatMap(({ options }) => options));
  readonly chosen = $derived(this.options[this.active]);

  /** The words were looked for and stand nowhere. */
  readonly nothingFound = $derived(
    this.words !== '' && this.answer !== undefined && isEmpty(this.answer),
  );

  readonly #ask: Ask;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  show(): void {
    this.recent = recentSearches();
    this.open = true;
  }

  /** What was typed stays for the next time, unless it has led somewhere. */
  hide({ done = false } = {}): void {
    this.open = false;
    this.active = -1;
    if (done) this.type('');
  }

  /** Call when the text has changed. What was found stays in view until the next answer. */
  type(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.error = undefined;
    this.active = this.#unfinished && this.options.length > 0 ? 0 : -1;
    if (this.words === '' || this.#unfinished) this.answer = undefined;
    else this.#timer = setTimeout(() => void this.#look(), PAUSE_MS);
  }

  /** Down and up go round by way of none chosen, which is the field itself. */
  move(by: 1 | -1): void {
    const stops = this.options.length + 1;
    this.active = ((this.active + 1 + by + stops) % stops) - 1;
  }

  async #look(): Promise<void> {
    const words = this.words;
    const request = new AbortController();
    this.#request = request;
    try {
      const answer = await this.#ask(words, request.signal);
      if (request.signal.aborted) return;
      this.answer = answer;
      // Nothing was chosen since: a choice of one's own is not taken away.
      if (this.active < 0 && namesTheFirst(words, answer)) this.active = 0;
    } catch (error) {
      if (request.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.answer = undefined;
      this.error = error;
    }
  }
}

function vocabulary(): Vocabulary {
  return workspace.current ?? { services: [], teams: [], people: [], factors: [] };
}
