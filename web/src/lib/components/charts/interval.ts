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
}

export const VIEW = { width: 520, height: 216, left: 30, right: 428, top: 20, bottom: 172 };

const STEP = 0.2;
/** Above this an interval says little and would flatten the line; it is clipped and says so. */
const HIGHEST_TOP = 0.8;

export interface PlottedPoint extends IntervalPoint {
  value: number;
  x: number;
  y: number;
  lowY: number;
  highY: number;
  /** The interval goes on beyond the frame. */
  clipped: boolean;
}

export interface IntervalLayout {
  grid: { y: number; share: number }[];
  labels: { x: number; label: string; group?: string; empty: boolean }[];
  /** Runs of points without a gap between them. */
  runs: PlottedPoint[][];
  last: PlottedPoint | undefined;
}

export function layoutIntervals(points: IntervalPoint[]): IntervalLayout {
  const top = topOf(points);
  const step = points.length > 1 ? (VIEW.right - VIEW.left) / (points.length - 1) : 0;
  const y = (share: number) =>
    VIEW.bottom - (Math.min(share, top) / top) * (VIEW.bottom - VIEW.top);
  const x = (index: number) => VIEW.left + index * step;

  const runs: PlottedPoint[][] = [];
  let run: PlottedPoint[] | null = null;
  for (const [index, point] of points.entries()) {
    if (point.value === null) {
      run = null;
      continue;
    }
    const plotted = {
      ...point,
      value: point.value,
      x: x(index),
      y: y(point.value),
      lowY: y(point.low),
      highY: y(point.high),
      clipped: point.high > top + 1e-9,
    };
    if (run) run.push(plotted);
    else runs.push((run = [plotted]));
  }

  return {
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
    last: runs.at(-1)?.at(-1),
  };
}

/** A whole step above every interval, within reason; a value is never clipped. */
function topOf(points: IntervalPoint[]): number {
  const known = points.filter((point) => point.value !== null);
  const highest = Math.max(STEP, ...known.map(({ high }) => high));
  const value = Math.max(0, ...known.map((point) => point.value ?? 0));
  const wanted = Math.max(Math.min(highest, HIGHEST_TOP), value);
  return Math.min(1, Math.ceil(wanted / STEP - 1e-9) * STEP);
}

/** The band of one run: along the upper ends, and back along the lower. */
export function bandOf(run: PlottedPoint[]): string {
  const upper = run.map(({ x, highY }) => `${x},${highY}`);
  const lower = run.toReversed().map(({ x, lowY }) => `${x},${lowY}`);
  return [...upper, ...lower].join(' ');
}

export function lineOf(points: { x: number; y: number }[]): string {
  return points.map(({ x, y }) => `${x},${y}`).join(' ');
}
