/** Which entries have links whose titles can be fetched. How that is done is loaded when it is. */

import { remote, type Remote } from '$lib/api/remote.svelte';
import { concernsLists } from '$lib/live/concerns';

import type { OpenIncident } from '../open-incident.svelte';

export class LinkTitles {
  readonly #incident: OpenIncident;
  readonly #remote: Remote<readonly number[]>;

  /** Made while a component is set up: it follows what others change as long as that lives. */
  constructor(incident: OpenIncident) {
    this.#incident = incident;
    this.#remote = remote(
      () => this.#read(),
      (change) => change.incident === incident.view.reference && concernsLists(change),
    );
  }

  /** What fetches those of an entry; nothing where there are none to fetch. */
  of(event: number): (() => void) | undefined {
    const can = this.#incident.editable && this.#remote.value?.includes(event);
    return can ? () => void this.#fetch(event) : undefined;
  }

  async #read(): Promise<readonly number[]> {
    if (!this.#incident.editable) return [];
    return (await this.#incident.requests.fetchableTitles()).events;
  }

  async #fetch(event: number): Promise<void> {
    const { fetchTitles } = await import('./fetch-titles');
    await fetchTitles(this.#incident, event);
  }
}
