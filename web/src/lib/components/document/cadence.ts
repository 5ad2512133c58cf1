/** By whose sprints the date of an action item is judged. */

import type { Cadence } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

/** Two weeks from Monday 5 January 2026, for somebody without a team. */
const USUAL: Cadence = {
  starts_on: '2026-01-05',
  first_number: 1,
  length_days: 14,
  name_pattern: 'Sprint {number}',
  told: [],
};

export function cadenceOf(owner: number | null): Cadence {
  const team = workspace.person(owner)?.team;
  return (team == null ? undefined : workspace.team(team)?.cadence) ?? USUAL;
}
