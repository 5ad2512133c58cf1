/** Incidents that may be the one that is being written down, or that it may repeat. */

import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';

export type Similar = components['schemas']['Similar'];

type Ask = (text: string, services: number[], signal: AbortSignal) => Promise<Similar[]>;

const PAUSE_MS = 250;
/** A few letters are like everything. */
const SHORTEST = 12;
/** With less in common it is most likely chance. */
const LIKELY = 0.25;
/** What is written down twice is written down within days. */
const SAME_DAYS = 14;
const MOST_EARLIER = 3;
const DAY_MS = 86_400_000;

export class LikelyMatches {
  #found = $state.raw<Similar[]>([]);
  #others = $state.raw<string[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;
  readonly #ask: Ask;
  readonly #now: Date;

  readonly #open = $derived(
    this.#found.filter(({ incident }) => !this.#others.includes(incident.reference)),
  );

  /** Recent enough to be the same one. */
  readonly same = $derived(this.#open.filter((match) => this.#isRecent(match)));
  /** Older ones: not the same, but perhaps the same cause. */
  readonly earlier = $derived(
    this.#found.filter((match) => !this.#isRecent(match)).slice(0, MOST_EARLIER),
  );

  constructor(now: Date, ask: Ask = askSimilar) {
    this.#now = now;
    this.#ask = ask;
  }

  /** Call when the sentence or the services have changed. */
  look(text: string, services: number[]): void {
    this.stop();
    if (text.trim().length < SHORTEST) this.#found = [];
    else this.#timer = setTimeout(() => void this.#look(text, services), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }

  /** “It is another one.” */
  isAnother(reference: string): void {
    this.#others = [...this.#others, reference];
  }

  #isRecent({ incident }: Similar): boolean {
    return this.#now.getTime() - Date.parse(incident.began_at) <= SAME_DAYS * DAY_MS;
  }

  async #look(text: string, services: number[]): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    try {
      const found = await this.#ask(text, services, request.signal);
      if (request.signal.aborted) return;
      this.#found = found.filter(({ score, confirmed }) => confirmed || score >= LIKELY);
    } catch (error) {
      if (request.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      // A warning that cannot be had must not stand in the way of writing down.
      this.#found = [];
    }
  }
}

async function askSimilar(text: string, services: number[], signal: AbortSignal) {
  const body = { text, services };
  return (await expectOk(api.POST('/api/v1/similar', { body, signal }))).items;
}
