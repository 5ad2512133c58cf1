/** The eight steps with their lengths: those of the workspace, and those of one meeting. */

import type { Step } from '$lib/api/meeting-shapes';
import type { PlannedMeeting } from '$lib/api/planning-shapes';
import { readNumber } from '$lib/numbers';

export const STEPS: { step: Step; title: string }[] = [
  { step: 'check_in', title: 'Check-in' },
  { step: 'open_actions', title: 'Open actions' },
  { step: 'timeline', title: 'Timeline' },
  { step: 'why', title: 'Why' },
  { step: 'four_questions', title: 'Four questions' },
  { step: 'choose_three', title: 'Choose three' },
  { step: 'patterns', title: 'Patterns' },
  { step: 'check_out', title: 'Check-out' },
];

/** Of every meeting, and of one that has its own. */
export const LONGEST = { workspace: 120, meeting: 240 };

/** Whole minutes that a step may take; undefined when it is something else. */
export function stepMinutes(text: string, longest: number): number | undefined {
  const minutes = readNumber(text);
  const fits = minutes != null && Number.isInteger(minutes) && minutes >= 1 && minutes <= longest;
  return fits ? minutes : undefined;
}

/** The lengths that were typed for the steps of one meeting; nothing when one cannot be. */
export function readSteps(typed: string[]): PlannedMeeting['steps'] | undefined {
  const read = STEPS.flatMap(({ step }, index) => {
    const minutes = stepMinutes(typed[index] ?? '', LONGEST.meeting);
    return minutes === undefined ? [] : { step, minutes };
  });
  return read.length === STEPS.length ? read : undefined;
}

export function sumOf(typed: string[]): number {
  return typed.reduce((sum, text) => sum + (readNumber(text) ?? 0), 0);
}
