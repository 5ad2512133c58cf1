/** Fetching the titles of an entry's links, and saying what came of it. */

import { ApiError } from '$lib/api/problem';
import { toasts } from '$lib/toasts.svelte';

import type { OpenIncident } from '../open-incident.svelte';

type Saving = Pick<OpenIncident, 'save' | 'view'>;

export async function fetchTitles(incident: Saving, event: number): Promise<void> {
  const before = incident.view.version;
  try {
    await incident.save((requests) => requests.fetchTitles(event), { undo: 'Titles fetched' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toasts.show(`No titles were fetched, and nothing was changed. ${sentence(error.message)}`);
    return;
  }
  if (incident.view.version === before) toasts.show('Titles and states are as they were.');
}

/** What the server says has no full stop. */
function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
