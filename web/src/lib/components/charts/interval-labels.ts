/** Where the words of the interval chart stand, so that no line runs through them. */

import { VIEW, type IntervalLayout, type XY } from './interval';

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Two lines: "31%" above "13–58%". */
export const VALUE = { width: 46, height: 30, firstBase: 12, secondBase: 27 };
const AWAY = 9;

/** The corner of the value's two lines: where the fewest lines cross it, right above first. */
export function placeValue(layout: IntervalLayout): XY | undefined {
  const { last } = layout;
  if (!last) return undefined;
  const right = last.x + AWAY;
  const left = last.x - AWAY - VALUE.width;
  const above = last.y - VALUE.height - 4;
  const below = last.y + 6;
  const beside = last.y - VALUE.height / 2;
  const spots = [
    { x: right, y: beside },
    { x: right, y: above },
    { x: right, y: below },
    { x: left, y: above },
    { x: left, y: below },
  ].filter(({ y }) => y >= 0 && y + VALUE.height <= VIEW.bottom);
  const crossings = spots.map((spot) => {
    const box = boxAt(spot);
    return linesOf(layout).filter((line) => crosses(line, box)).length;
  });
  return spots[crossings.indexOf(Math.min(...crossings))];
}

function boxAt({ x, y }: XY): Box {
  return { left: x, top: y, right: x + VALUE.width, bottom: y + VALUE.height };
}

type Line = [XY, XY];

function linesOf({ runs, year, current }: IntervalLayout): Line[] {
  const segments = [...runs, ...year].flatMap((run) =>
    run.slice(1).flatMap((end, index): Line[] => (run[index] ? [[run[index], end]] : [])),
  );
  const whisker: Line[] = current
    ? [
        [
          { x: current.x, y: current.highY },
          { x: current.x, y: current.lowY },
        ],
      ]
    : [];
  return [...segments, ...whisker];
}

/** Clips the line to the box, side by side; something is left of it when they meet. */
function crosses([from, to]: Line, box: Box): boolean {
  let [start, end] = [0, 1];
  const sides = [
    [from.x - to.x, from.x - box.left],
    [to.x - from.x, box.right - from.x],
    [from.y - to.y, from.y - box.top],
    [to.y - from.y, box.bottom - from.y],
  ] as const;
  for (const [slope, distance] of sides) {
    if (slope === 0 && distance < 0) return false;
    if (slope < 0) start = Math.max(start, distance / slope);
    if (slope > 0) end = Math.min(end, distance / slope);
  }
  return start <= end;
}

/**
 * Heights for words at the right edge, in the order given, no two closer than `apart`. Words that
 * want the same height part evenly to both sides of it.
 */
export function spread(wanted: number[], apart: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const clusters: { sum: number; members: number[] }[] = [];
  const first = ({ sum, members }: (typeof clusters)[number]) => {
    const length = (members.length - 1) * apart;
    return Math.max(top, Math.min(bottom - length, sum / members.length - length / 2));
  };
  for (const { y, index } of order) {
    let cluster = { sum: y, members: [index] };
    for (
      let above = clusters.at(-1);
      above && first(cluster) < first(above) + above.members.length * apart;
      above = clusters.at(-1)
    ) {
      clusters.pop();
      cluster = {
        sum: above.sum + cluster.sum,
        members: [...above.members, ...cluster.members],
      };
    }
    clusters.push(cluster);
  }
  const placed = [...wanted];
  for (const cluster of clusters) {
    const from = first(cluster);
    cluster.members.forEach((index, row) => (placed[index] = from + row * apart));
  }
  return placed;
}
