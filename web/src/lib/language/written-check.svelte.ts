/** What the check of language says about a text that is being written and belongs to no incident. */

import type { LanguageFinding } from '$lib/api/language-shapes';
import { ApiError } from '$lib/api/problem';

import { checkText } from './requests';

type Ask = (text: string, signal: AbortSignal) => Promise<LanguageFinding[]>;

const PAUSE_MS = 400;

export class WrittenCheck {
  found = $state.raw<LanguageFinding[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;
  readonly #ask: Ask;

  constructor(ask: Ask = (text, signal) => checkText(text, undefined, signal)) {
    this.#ask = ask;
  }

  /** Call when the text has changed. What was found stays until the next answer. */
  look(text: string): void {
    this.stop();
    if (text.trim() === '') this.found = [];
    else this.#timer = setTimeout(() => void this.#look(text), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }

  async #look(text: string): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    try {
      const found = await this.#ask(text, request.signal);
      if (!request.signal.aborted) this.found = found;
    } catch (error) {
      // A note that cannot be had must not stand in the way of writing.
      if (!request.signal.aborted && !(error instanceof ApiError)) throw error;
    }
  }
}
