/** The figures above the list of actions. */

import type { ActionView, Team } from '$lib/api/shapes';
import { plural } from '$lib/format';

/** Open actions of incidents that came back, and which incidents they came back as. */
export function behindRepeats(open: ActionView[]): { count: number; note: string } {
  const behind = open.filter(({ repeated_by: repeats }) => repeats.length > 0);
  const repeats = [...new Set(behind.flatMap(({ repeated_by: references }) => references))];
  if (behind.length === 0) return { count: 0, note: 'no open action stands behind a repeat' };
  const named =
    repeats.length <= 2 ? repeats.join(' and ') : plural(repeats.length, 'later incident');
  const these = behind.length === 1 ? 'this' : 'these';
  return { count: behind.length, note: `${named} came back with ${these} open` };
}

/** Null before anything was finished. */
export function medianAge(rows: ActionView[]): number | null {
  const ages = rows
    .filter(({ action }) => action.state === 'done')
    .map(({ age_days: days }) => days)
    .sort((a, b) => a - b);
  if (ages.length === 0) return null;
  const middle = (ages.length - 1) / 2;
  const [low = 0, high = 0] = [ages[Math.floor(middle)], ages[Math.ceil(middle)]];
  return Math.round((low + high) / 2);
}

/** "one sprint is 14": what an age in days is held against. Teams may count differently. */
export function sprintLengths(teams: Pick<Team, 'cadence'>[]): string | undefined {
  const lengths = teams.map(({ cadence }) => cadence.length_days);
  if (lengths.length === 0) return undefined;
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return least === most ? `one sprint is ${least}` : `a sprint is ${least} to ${most}`;
}
