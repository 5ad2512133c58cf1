/** The figures above the list of actions. */

import type { ActionView, OversightView, Team } from '$lib/api/shapes';
import type { IntervalPoint } from '$lib/components/charts/interval';
import { plural } from '$lib/format';

/** Open actions that a repeat began behind, and which. */
export function behindRepeats(open: ActionView[]): { count: number; note: string } {
  const behind = open.filter(({ behind: repeats }) => repeats.length > 0);
  const repeats = [...new Set(behind.flatMap(({ behind: references }) => references))];
  if (behind.length === 0) return { count: 0, note: 'no open action stands behind a repeat' };
  const named =
    repeats.length <= 2 ? repeats.join(' and ') : plural(repeats.length, 'later incident');
  const these = behind.length === 1 ? 'this' : 'these';
  return { count: behind.length, note: `${named} came back with ${these} open` };
}

/** "one sprint is 14": what an age in days is held against. Teams may count differently. */
export function sprintLengths(teams: Pick<Team, 'cadence'>[]): string | undefined {
  const lengths = teams.map(({ cadence }) => cadence.length_days);
  if (lengths.length === 0) return undefined;
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return least === most ? `one sprint is ${least}` : `a sprint is ${least} to ${most}`;
}

type Completion = OversightView['completion'][number];

/** The last quarter that is over, and the one before it; only such in which something was due. */
export function lastQuarters(quarters: Completion[]): Completion[] {
  return quarters
    .filter(({ partial, due }) => !partial && due > 0)
    .slice(-2)
    .reverse();
}

/** For the chart, from the first quarter in which something was due. */
export function completionPoints(quarters: Completion[]): IntervalPoint[] {
  const first = quarters.findIndex(({ due }) => due > 0);
  if (first < 0) return [];
  return quarters.slice(first).map((quarter, index) => {
    const [year = '', label = ''] = quarter.label.split(' ');
    return {
      label,
      group: index === 0 || label === 'Q1' ? year : undefined,
      value: quarter.value ?? null,
      low: quarter.low ?? 0,
      high: quarter.high ?? 0,
      k: quarter.done_on_time,
      n: quarter.due,
      partial: quarter.partial,
    };
  });
}

export interface AgeStrip {
  /** As shares of the axis, which ends at `most` days. */
  points: { at: number; of: number }[];
  lower: number;
  median: number;
  upper: number;
  most: number;
}

/** Where each age stands; those of one day are one mark that says how many it is. */
export function ageStrip({ days, points }: NonNullable<OversightView['age_when_done']>): AgeStrip {
  const most = Math.max(1, ...points);
  const counts = new Map<number, number>();
  for (const point of points) counts.set(point, (counts.get(point) ?? 0) + 1);
  return {
    points: [...counts].map(([day, of]) => ({ at: day / most, of })),
    lower: days.lower / most,
    median: days.median / most,
    upper: days.upper / most,
    most,
  };
}
