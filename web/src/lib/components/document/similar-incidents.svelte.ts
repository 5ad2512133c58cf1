/** What the server finds alike, asked once for everything on the page that speaks of it. */

import type { Similar } from '$lib/api/incident-shapes';
import { remote, type Remote } from '$lib/api/remote.svelte';

import type { OpenIncident } from './open-incident.svelte';

/** Called while a component is set up. What a person decides changes what is said to be alike. */
export function similarTo(incident: () => OpenIncident): Remote<Similar[]> {
  const decisions = $derived(
    incident()
      .view.recurrences.map(({ earlier, verdict }) => `${earlier} ${verdict}`)
      .join(),
  );
  return remote(() => {
    void decisions;
    return incident().requests.similar();
  });
}
