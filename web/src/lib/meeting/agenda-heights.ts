/** The agenda as a drawing: each step as high as it is long, and a line where the meeting is. */

import type { RunStep } from '$lib/api/meeting-shapes';

import { plannedMs, spentMs } from './run';

/** How much of a step's bar is filled, from 0 to 1. */
export function filledShare(step: RunStep, now: number): number {
  if (step.entered_at === null) return step.visited ? 1 : 0;
  return Math.min(1, spentMs(step, now) / plannedMs(step));
}

/** Where the line stands, as a share of the whole height; none while no step runs. */
export function nowShare(steps: RunStep[], now: number): number | undefined {
  const at = steps.findIndex(({ entered_at }) => entered_at !== null);
  const running = steps[at];
  if (!running) return undefined;
  const sum = (part: RunStep[]) => part.reduce((total, step) => total + plannedMs(step), 0);
  const above = sum(steps.slice(0, at));
  return (above + filledShare(running, now) * plannedMs(running)) / sum(steps);
}
