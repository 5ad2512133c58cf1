/** Changes to one action item, each with the way back. */

import { api, expectOk, type Outcome } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type {
  ActionItem,
  ActionPatch,
  ActionView,
  IncidentView,
  ReviewForm,
} from '$lib/api/shapes';
import { toasts } from '$lib/toasts.svelte';

/** An action item is known by its incident and its number in it. */
export interface ActionPlace {
  incident: string;
  action: Pick<ActionItem, 'id'>;
}

/** Known across a reload of the list: an action has its number within its incident. */
export function rowKey({ incident, action }: ActionPlace): string {
  return `${incident} ${action.id}`;
}

/** The client widens the pairs of numbers in evidence to lists. */
async function whole(request: Promise<Outcome<unknown>>): Promise<IncidentView> {
  return (await expectOk(request)) as IncidentView;
}

export function patchAction(
  place: ActionPlace,
  version: number,
  body: ActionPatch,
): Promise<IncidentView> {
  const path = { reference: place.incident, id: place.action.id };
  const header = { 'If-Match': `"${version}"` };
  return whole(
    api.PATCH('/api/v1/incidents/{reference}/actions/{id}', { params: { path, header }, body }),
  );
}

export function reviewAction(place: ActionPlace, body: ReviewForm): Promise<IncidentView> {
  const path = { reference: place.incident, id: place.action.id };
  return whole(
    api.POST('/api/v1/incidents/{reference}/actions/{id}/reviews', { params: { path }, body }),
  );
}

export function undoVersion(reference: string, version: number): Promise<IncidentView> {
  return whole(
    api.POST('/api/v1/incidents/{reference}/undo', {
      params: { path: { reference } },
      body: { version },
    }),
  );
}

/** A row of several that could not be changed, and why. */
export interface Failure {
  row: ActionView;
  reason: string;
}

/** The same to several, one after the other, so that each refusal is known by its row. */
export async function patchEach(
  rows: ActionView[],
  body: ActionPatch,
): Promise<{ made: IncidentView[]; failures: Failure[] }> {
  const made: IncidentView[] = [];
  const failures: Failure[] = [];
  const versions = new Map<string, number>();
  for (const row of rows) {
    // Two of one incident: the second is made on what the first one made.
    const seen = versions.get(row.incident) ?? row.version;
    try {
      const answer = await patchAction(row, seen, body);
      versions.set(row.incident, answer.version);
      if (isMade(answer, seen)) made.push(answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failures.push({ row, reason: reasonOf(error) });
    }
  }
  return { made, failures };
}

function reasonOf(error: ApiError): string {
  return error.status === 409 ? 'somebody changed it meanwhile; look again' : error.message;
}

/**
 * Takes edits back, the last first: two of one incident are undone in their order. Answers with
 * what could not be taken back.
 */
export async function undoEach(made: Pick<IncidentView, 'reference' | 'version'>[]) {
  const kept: string[] = [];
  for (const { reference, version } of made.toReversed()) {
    try {
      await undoVersion(reference, version);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      kept.push(`${reference}: ${error.message}`);
    }
  }
  return kept;
}

/**
 * Whether an answer is of an edit that this request made. What was so already makes no version, and
 * taking back the one that stands would take back somebody else's.
 */
export function isMade(answer: Pick<IncidentView, 'version'>, seen: number): boolean {
  return answer.version === seen + 1;
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
