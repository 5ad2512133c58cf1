/** Incidents by the quarter in which they began, with what is known of each quarter. */

import type { QuarterFigures } from '$lib/api/shapes';
import { percent, percentRange, plural } from '$lib/format';

/** "2026 Q3", as the figures name it; quarters are of UTC. */
export function quarterOf(instant: string): string {
  const date = new Date(instant);
  return `${date.getUTCFullYear()} Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

export interface QuarterGroup<Row> {
  label: string;
  rows: { row: Row; index: number }[];
}

/** Keeps the order it is given; a quarter that comes back later would open a second group. */
export function groupByQuarter<Row extends { began_at: string }>(rows: Row[]): QuarterGroup<Row>[] {
  const groups: QuarterGroup<Row>[] = [];
  for (const [index, row] of rows.entries()) {
    const label = quarterOf(row.began_at);
    const last = groups.at(-1);
    if (last?.label === label) last.rows.push({ row, index });
    else groups.push({ label, rows: [{ row, index }] });
  }
  return groups;
}

/** "13 incidents, 4 repeats, 31% (13–58%)", or "6 so far, none read yet". */
export function quarterNote(quarter: QuarterFigures): string {
  const { incidents, reviewed, repeat_incident_rate: rate } = quarter;
  const counted = quarter.partial ? `${incidents} so far` : plural(incidents, 'incident');
  if (incidents === 0 || reviewed === 0)
    return incidents === 0 ? counted : `${counted}, none read yet`;
  const repeats = plural(rate.repeats, 'repeat');
  const of = reviewed === incidents ? '' : ` of ${reviewed} read`;
  if (rate.value == null || rate.low == null || rate.high == null)
    return `${counted}, ${repeats}${of}`;
  return `${counted}, ${repeats}${of}, ${percent(rate.value)} (${percentRange(rate.low, rate.high)})`;
}
