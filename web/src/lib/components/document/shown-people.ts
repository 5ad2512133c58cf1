/**
 * How a document shows its people. A published one can say what somebody did in place of who it
 * was, if the workspace has it so; text that people wrote stays as they wrote it.
 */

import type { IncidentView } from '$lib/api/incident-shapes';
import { workspace } from '$lib/workspace.svelte';

export interface ShownPeople {
  /** By what they did, not by name. */
  byRole: boolean;
  /** "Mika", "the facilitator", "somebody of Payments"; somebody when nobody is known. */
  name: (person: number | null | undefined) => string;
}

export function shownPeople(view: IncidentView): ShownPeople {
  const byRole = view.shown_names === 'roles';
  return { byRole, name: byRole ? (person) => roleOf(view, person) : nameOf };
}

function nameOf(person: number | null | undefined): string {
  return workspace.personName(person) ?? 'somebody';
}

function roleOf({ postmortem }: IncidentView, person: number | null | undefined): string {
  if (person == null) return 'somebody';
  if (postmortem.meeting?.facilitator === person) return 'the facilitator';
  if (postmortem.meeting?.scribe === person) return 'the scribe';
  const team = workspace.person(person)?.team;
  const name = team == null ? undefined : workspace.team(team)?.name;
  return name ? `somebody of ${name}` : 'somebody';
}
