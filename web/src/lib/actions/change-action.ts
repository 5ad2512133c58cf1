/** Changes to one action item, each with the way back. */

import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { ActionItem, ActionPatch, IncidentView, ReviewForm } from '$lib/api/shapes';
import { toasts } from '$lib/toasts.svelte';

/** An action item is known by its incident and its number in it. */
export interface ActionPlace {
  incident: string;
  action: Pick<ActionItem, 'id'>;
}

export function patchAction(
  place: ActionPlace,
  version: number,
  body: ActionPatch,
): Promise<IncidentView> {
  const path = { reference: place.incident, id: place.action.id };
  const header = { 'If-Match': `"${version}"` };
  return expectOk(
    api.PATCH('/api/v1/incidents/{reference}/actions/{id}', { params: { path, header }, body }),
  );
}

export function reviewAction(place: ActionPlace, body: ReviewForm): Promise<IncidentView> {
  const path = { reference: place.incident, id: place.action.id };
  return expectOk(
    api.POST('/api/v1/incidents/{reference}/actions/{id}/reviews', { params: { path }, body }),
  );
}

export function undoVersion(reference: string, version: number): Promise<IncidentView> {
  return expectOk(
    api.POST('/api/v1/incidents/{reference}/undo', {
      params: { path: { reference } },
      body: { version },
    }),
  );
}

/** Says what was done, and offers to take it back for as long as the message stands. */
export function offerUndo(
  message: string,
  made: Pick<IncidentView, 'reference' | 'version'>,
  after: (undone: IncidentView) => void | Promise<void>,
): void {
  toasts.show(message, {
    undo: async () => {
      try {
        await after(await undoVersion(made.reference, made.version));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        toasts.show(`It could not be taken back: ${error.message}`);
      }
    },
  });
}
