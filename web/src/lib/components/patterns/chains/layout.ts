/** The repeat chains below one another on a common time axis, in pixels of the screen. */

import type { Lane } from './lane';
import { incidentLabel, LABEL_SHARE, layoutLane, type PlacedLane } from './lane-layout';
import type { Measure } from './text';
import { timeAxis, type QuarterTick } from './time-axis';

export interface ChainsLayout {
  width: number;
  height: number;
  ticks: QuarterTick[];
  today: { x: number; labelX: number };
  lanes: PlacedLane[];
}

export const AXIS_BASE = 11;
export const GRID_TOP = 15;
const FIRST_LANE = 24;
const BETWEEN_LANES = 22;
const FOOT = 20;
const LEFT = 8;
/** Between a mark and the end of its label, at the right edge. */
const BESIDE = 16;

export function layoutChains(
  lanes: Lane[],
  now: number,
  width: number,
  measure: Measure,
): ChainsLayout {
  const incidents = lanes.flatMap((lane) => lane.incidents);
  const widest = Math.max(
    24,
    ...incidents.map((incident) => incidentLabel(incident, width, measure).width),
  );
  const today = width - Math.min(widest, width * LABEL_SHARE) - BESIDE;
  const first = Math.min(now, ...incidents.map(({ at }) => at));
  const axis = timeAxis(first, now, LEFT, today);

  const placed: PlacedLane[] = [];
  let top = FIRST_LANE;
  for (const lane of lanes) {
    const made = layoutLane(lane, { top, width, today, x: axis.x, measure });
    placed.push(made);
    top = made.bottom + BETWEEN_LANES;
  }
  return {
    width,
    height: top - BETWEEN_LANES + FOOT,
    ticks: axis.ticks,
    today: { x: today, labelX: today + 5 },
    lanes: placed,
  };
}
