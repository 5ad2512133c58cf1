/** The curves that the alerts of an incident suggest, and whether any can be sampled. */

import type { MetricSuggestion, MetricSuggestions } from '$lib/api/metric-shapes';
import { remote, type Remote } from '$lib/api/remote.svelte';
import { concernsLists } from '$lib/live/concerns';

import type { OpenIncident } from '../open-incident.svelte';

export class Curves {
  readonly #incident: OpenIncident;
  readonly #remote: Remote<MetricSuggestions | undefined>;

  /** Made while a component is set up: it follows what others change as long as that lives. */
  constructor(incident: OpenIncident) {
    this.#incident = incident;
    this.#remote = remote(
      () =>
        incident.editable ? incident.requests.metricSuggestions() : Promise.resolve(undefined),
      (change) => change.incident === incident.view.reference && concernsLists(change),
    );
  }

  get told(): MetricSuggestions | undefined {
    return this.#incident.editable ? this.#remote.value : undefined;
  }

  /** The curve of an entry's alert, while a server can be asked for it. */
  of(event: number): MetricSuggestion | undefined {
    const told = this.told;
    return told?.can_sample ? told.items.find((one) => one.event === event) : undefined;
  }
}
