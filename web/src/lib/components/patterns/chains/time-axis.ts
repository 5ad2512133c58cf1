/** The quarters of a time axis in pixels. */

const MONTHS_OF_A_QUARTER = 3;
/** Closer than this two labels would touch: "Q2 2025" is about 46 px wide. */
const LABEL_ROOM = 56;
/** Closer than this the grid would be a hatching. */
const LINE_ROOM = 10;

export interface QuarterTick {
  x: number;
  /** Undefined where there is no room for the word. */
  label?: string;
}

export interface TimeAxis {
  x: (instant: number) => number;
  ticks: QuarterTick[];
}

export function quarterStart(instant: number): number {
  const date = new Date(instant);
  const month = date.getUTCMonth();
  return Date.UTC(date.getUTCFullYear(), month - (month % MONTHS_OF_A_QUARTER), 1);
}

function nextQuarter(start: number): number {
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + MONTHS_OF_A_QUARTER, 1);
}

/** From the start of the quarter of `first` at `left` to `now` at `right`. */
export function timeAxis(first: number, now: number, left: number, right: number): TimeAxis {
  const start = quarterStart(Math.min(first, now));
  const length = Math.max(1, now - start);
  const x = (instant: number) => {
    const share = (Math.min(Math.max(instant, start), now) - start) / length;
    return left + share * (right - left);
  };
  const starts: number[] = [];
  for (let at = start; at <= now; at = nextQuarter(at)) starts.push(at);

  const pitch = (right - left) / Math.max(1, starts.length);
  // All four quarters of a year, or two, or one: what is left out is the same in every year.
  const every = [1, 2, 4].find((step) => pitch * step >= LABEL_ROOM) ?? 4;
  const ticks: QuarterTick[] = [];
  let free = -Infinity;
  for (const at of starts) {
    const quarter = Math.floor(new Date(at).getUTCMonth() / MONTHS_OF_A_QUARTER);
    const isLine = pitch >= LINE_ROOM || quarter === 0;
    if (!isLine) continue;
    const labelled = quarter % every === 0 && x(at) >= free;
    if (labelled) free = x(at) + LABEL_ROOM;
    ticks.push({ x: x(at), label: labelled ? quarterLabel(at, quarter, at === start) : undefined });
  }
  return { x, ticks };
}

/** The year stands at the first one and where it changes. */
function quarterLabel(at: number, quarter: number, isFirst: boolean): string {
  const year = isFirst || quarter === 0 ? ` ${new Date(at).getUTCFullYear()}` : '';
  return `Q${quarter + 1}${year}`;
}
