/** Which sprint a day falls in, by a team's cadence; the same count as the server's. */

import type { Cadence } from '$lib/api/shapes';
import { daysUntil } from '$lib/format';
import { workspace } from '$lib/workspace.svelte';

/** Two weeks from Monday 5 January 2026, for somebody without a team. */
const USUAL: Cadence = { starts_on: '2026-01-05', first_number: 1, length_days: 14 };

export function sprintOn(day: string, cadence: Cadence): number {
  const passed = daysUntil(day, cadence.starts_on);
  return cadence.first_number + Math.floor(passed / Math.max(1, cadence.length_days));
}

export function cadenceOf(owner: number | null): Cadence {
  const team = workspace.person(owner)?.team;
  return (team == null ? undefined : workspace.team(team)?.cadence) ?? USUAL;
}
