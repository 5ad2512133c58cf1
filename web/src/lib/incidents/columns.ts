/** The columns of the list of incidents: how wide each is, and which give way first. */

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

export type ColumnId =
  | 'ref'
  | 'severity'
  | 'title'
  | 'repeats'
  | 'services'
  | 'started'
  | 'lasted'
  | 'detected'
  | 'actions'
  | 'stage'
  | 'review';

export const COLUMNS: Column[] = [
  { id: 'ref', label: 'Ref', least: 4.25 },
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
  { id: 'stage', label: 'Stage', least: 6, givesWay: 3 },
  { id: 'review', label: 'Review', least: 8.25 },
];

export const USUAL_COLUMNS: ColumnId[] = COLUMNS.map(({ id }) => id).filter(
  (id) => id !== 'detected' && id !== 'actions',
);

/** What names the row cannot be left out. */
export const FIXED_COLUMNS: ColumnId[] = ['ref', 'title'];

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
      if (most === undefined) return `${least + (id === 'ref' ? wider : 0)}rem`;
      return `minmax(${least}rem, ${most === Infinity ? '1fr' : `${most}rem`})`;
    })
    .join(' ');
}
