/** The geometry of the interval chart: from rates with their 95% intervals to coordinates. */

/** One quarter. `value` is null while nothing can be said: no published post-mortem yet. */
export interface IntervalPoint {
  /** "Q3" */
  label: string;
  /** "2026", under the label where it starts. */
  group?: string;
  value: number | null;
  low: number;
  high: number;
  /** `k` of `n`. */
  n: number;
  k: number;
  /** The period is not over; drawn open, joined by a dashed line. */
  partial?: boolean;
  /** The same rate over the year that ends with the period; a line of its own. */
  year?: number | null;
}

export const VIEW = { height: 216, left: 36, top: 20, bottom: 172, labels: 92 };

const STEP = 0.2;
/** Above this an interval says little and would flatten the line; it is clipped and says so. */
const HIGHEST_TOP = 0.8;

export interface XY {
  x: number;
  y: number;
}

export interface PlottedPoint extends IntervalPoint, XY {
  value: number;
  lowY: number;
  highY: number;
  /** The interval goes on beyond the frame. */
  clipped: boolean;
}

export interface YearPoint extends XY {
  value: number;
}

export interface IntervalLayout {
  right: number;
  grid: { y: number; share: number }[];
  labels: { x: number; label: string; group?: string; empty: boolean }[];
  /** Runs of points without a gap between them. */
  runs: PlottedPoint[][];
  /** The last period that is over, or, while there is none, the one that is not. */
  last: PlottedPoint | undefined;
  /** The period that is not over, when something was read in it and another one is emphasised. */
  current: PlottedPoint | undefined;
  year: YearPoint[][];
}

export function layoutIntervals(
  points: IntervalPoint[],
  width: number,
  highest = HIGHEST_TOP,
): IntervalLayout {
  const top = topOf(points, highest);
  const right = Math.max(VIEW.left + 1, width - VIEW.labels);
  const step = points.length > 1 ? (right - VIEW.left) / (points.length - 1) : 0;
  const y = (share: number) =>
    VIEW.bottom - (Math.min(share, top) / top) * (VIEW.bottom - VIEW.top);
  const x = (index: number) => VIEW.left + index * step;

  const runs = runsOf(points, (point, index) =>
    point.value === null
      ? null
      : {
          ...point,
          value: point.value,
          x: x(index),
          y: y(point.value),
          lowY: y(point.low),
          highY: y(point.high),
          clipped: point.high > top + 1e-9,
        },
  );
  const known = runs.flat();
  const last = known.findLast(({ partial }) => !partial) ?? known.at(-1);
  const current = known.findLast(({ partial }) => partial);

  return {
    right,
    grid: Array.from({ length: Math.round(top / STEP) + 1 }, (_, index) => ({
      y: y(index * STEP),
      share: index * STEP,
    })),
    labels: points.map((point, index) => ({
      x: x(index),
      label: point.label,
      group: point.group,
      empty: point.value === null,
    })),
    runs,
    last,
    current: current === last ? undefined : current,
    year: runsOf(points, ({ year }, index) =>
      year == null ? null : { x: x(index), y: y(year), value: year },
    ),
  };
}

/** What is known, cut where something in between is not. */
function runsOf<Plotted>(
  points: IntervalPoint[],
  plot: (point: IntervalPoint, index: number) => Plotted | null,
): Plotted[][] {
  const runs: Plotted[][] = [];
  let run: Plotted[] | null = null;
  for (const [index, point] of points.entries()) {
    const plotted = plot(point, index);
    if (plotted === null) run = null;
    else if (run) run.push(plotted);
    else runs.push((run = [plotted]));
  }
  return runs;
}

/** A whole step above every interval, within reason; a value is never clipped. */
function topOf(points: IntervalPoint[], most: number): number {
  const known = points.filter((point) => point.value !== null);
  const highest = Math.max(STEP, ...known.map(({ high }) => high));
  const value = Math.max(0, ...points.flatMap((point) => [point.value ?? 0, point.year ?? 0]));
  const wanted = Math.max(Math.min(highest, most), value);
  return Math.min(1, Math.ceil(wanted / STEP - 1e-9) * STEP);
}

/** The band of one run: along the upper ends, and back along the lower. */
export function bandOf(run: PlottedPoint[]): string {
  const upper = run.map(({ x, highY }) => `${x},${highY}`);
  const lower = run.toReversed().map(({ x, lowY }) => `${x},${lowY}`);
  return [...upper, ...lower].join(' ');
}

export function lineOf(points: XY[]): string {
  return points.map(({ x, y }) => `${x},${y}`).join(' ');
}
