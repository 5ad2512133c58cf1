/** Incidents that a document refers to, each read once. */

import { SvelteMap } from 'svelte/reactivity';

import type { IncidentView } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';

import { requestsFor } from '../requests';

type Read = (reference: string) => Promise<IncidentView>;

export class IncidentCards {
  /** What has come so far. One that does not exist, or that the reader may not see, never does. */
  readonly known = new SvelteMap<string, IncidentView>();
  readonly #asked = new Set<string>();
  readonly #read: Read;

  constructor(read: Read = (reference) => requestsFor(reference).read()) {
    this.#read = read;
  }

  readonly ask = async (reference: string): Promise<void> => {
    if (this.#asked.has(reference)) return;
    this.#asked.add(reference);
    try {
      this.known.set(reference, await this.#read(reference));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Without an answer there is no note; the next document that names it asks again.
    }
  };
}
