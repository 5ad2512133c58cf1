/**
 * How a document shows its people. A published one can say what somebody did in place of who it
 * was, if the workspace has it so; the texts come from the server told likewise.
 */

import type { IncidentView } from '$lib/api/incident-shapes';
import { workspace } from '$lib/workspace.svelte';

export interface ShownPeople {
  /** By what they did, not by name. */
  byRole: boolean;
  /** "Mika", "the facilitator", "the Payments engineer"; somebody when nobody is known. */
  name: (person: number | null | undefined) => string;
}

export function shownPeople(view: IncidentView): ShownPeople {
  const byRole = view.shown_names === 'roles';
  return { byRole, name: byRole ? (person) => roleOf(view, person) : nameOf };
}

function nameOf(person: number | null | undefined): string {
  return workspace.personName(person) ?? 'somebody';
}

function roleOf(view: IncidentView, person: number | null | undefined): string {
  const role = person == null ? undefined : view.shown_roles[person];
  return role ? `the ${role}` : 'somebody';
}
