/** An axis of durations: each step of it ten times or so the one before, since durations spread so. */

const MARKS = [
  { seconds: 10, label: '10 s' },
  { seconds: 60, label: '1 min' },
  { seconds: 600, label: '10 min' },
  { seconds: 3600, label: '1 h' },
  { seconds: 6 * 3600, label: '6 h' },
  { seconds: 24 * 3600, label: '1 d' },
  { seconds: 7 * 24 * 3600, label: '7 d' },
  { seconds: 30 * 24 * 3600, label: '30 d' },
] as const;

export interface TimeAxis {
  low: number;
  high: number;
  ticks: { label: string; share: number }[];
}

/** From the mark below the least to the mark above the most. */
export function timeAxis(seconds: number[]): TimeAxis {
  const least = Math.min(...seconds, 600);
  const most = Math.max(...seconds, 600);
  const first = MARKS.findLastIndex((mark) => mark.seconds <= least);
  const last = MARKS.findIndex((mark) => mark.seconds >= most);
  const shown = MARKS.slice(Math.max(0, first), last < 0 ? MARKS.length : last + 1);
  const low = shown[0]?.seconds ?? 10;
  const high = shown.at(-1)?.seconds ?? low * 10;
  const axis = { low, high: high === low ? low * 10 : high };
  return {
    ...axis,
    ticks: shown.map(({ label, seconds: at }) => ({ label, share: timeShare(at, axis) })),
  };
}

/** Where a duration lies on the axis, 0 to 1; what lies beyond stands at the end. */
export function timeShare(seconds: number, { low, high }: Pick<TimeAxis, 'low' | 'high'>): number {
  const within = Math.min(Math.max(seconds, low), high);
  return Math.log(within / low) / Math.log(high / low);
}
