/** The columns of the list of incidents: how wide each is, and which give way first. */

import type { components } from '$lib/api/schema';

export interface Column {
  id: ColumnId;
  label: string;
  /** In rem, the gap to the next one included. */
  least: number;
  most?: number;
  numeric?: boolean;
  /** Those with the highest number give way first; one without a number stays. */
  givesWay?: number;
  title?: string;
}

export type ColumnId = components['schemas']['Column'];

export const COLUMNS: Column[] = [
  { id: 'reference', label: 'Ref', least: 4.25 },
  { id: 'severity', label: 'Severity', least: 4.5 },
  { id: 'title', label: 'Title', least: 18, most: Infinity },
  { id: 'repeats', label: 'Repeats', least: 5.75, givesWay: 1 },
  { id: 'services', label: 'Services', least: 8, most: 15.75, givesWay: 5 },
  { id: 'started', label: 'Started (UTC)', least: 7.75, numeric: true, givesWay: 2 },
  {
    id: 'lasted',
    label: 'Lasted',
    least: 8.25,
    numeric: true,
    givesWay: 4,
    title: 'From the start of impact to recovery. The bar is linear to 4 hours, then cut',
  },
  {
    id: 'detected',
    label: 'Detected after',
    least: 6.5,
    numeric: true,
    givesWay: 6,
    title: 'From the start of impact to the first alert or report',
  },
  {
    id: 'actions',
    label: 'Actions',
    least: 5.5,
    givesWay: 7,
    title: 'Action items: those finished, of all',
  },
  {
    id: 'questions',
    label: 'Open questions',
    least: 7,
    numeric: true,
    givesWay: 8,
    title: 'Questions on the timeline that nobody has answered',
  },
  {
    id: 'gaps',
    label: 'Gaps',
    least: 4,
    numeric: true,
    givesWay: 9,
    title: 'Stretches of more than ten minutes of which the timeline says nothing',
  },
  { id: 'meeting', label: 'Meeting (UTC)', least: 7.75, numeric: true, givesWay: 10 },
  { id: 'published', label: 'Published', least: 6, numeric: true, givesWay: 11 },
  { id: 'stage', label: 'Stage', least: 6, givesWay: 3 },
  { id: 'review', label: 'Review', least: 8.25 },
];

export const USUAL_COLUMNS: ColumnId[] = [
  'reference',
  'severity',
  'title',
  'repeats',
  'services',
  'started',
  'lasted',
  'stage',
  'review',
];

/** What names the row cannot be left out. */
export const FIXED_COLUMNS: ColumnId[] = ['reference', 'title'];

export function columnsOf(ids: readonly string[]): Column[] {
  const found = ids.flatMap((id) => COLUMNS.filter((column) => column.id === id));
  const known = found.filter((column, place) => found.indexOf(column) === place);
  const missing = COLUMNS.filter(
    (column) => FIXED_COLUMNS.includes(column.id) && !known.includes(column),
  );
  return [...missing, ...known];
}

/** Those that fit into a width, in rem; the least important give way. */
export function fitting(chosen: Column[], width: number): Column[] {
  const kept = [...chosen];
  const needed = () => kept.reduce((sum, { least }) => sum + least, 0);
  while (needed() > width) {
    const first = kept
      .filter(({ givesWay }) => givesWay !== undefined)
      .sort((one, other) => (other.givesWay ?? 0) - (one.givesWay ?? 0))[0];
    if (!first) break;
    kept.splice(kept.indexOf(first), 1);
  }
  return kept;
}

/** The tracks of a row. A reference with more than three digits takes what it needs. */
export function tracks(columns: Column[], digits = 3): string {
  const wider = 0.5 * Math.max(0, digits - 3);
  return columns
    .map(({ id, least, most }) => {
      if (most === undefined) return `${least + (id === 'reference' ? wider : 0)}rem`;
      return `minmax(${least}rem, ${most === Infinity ? '1fr' : `${most}rem`})`;
    })
    .join(' ');
}
