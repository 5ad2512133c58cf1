/** The eight steps with their lengths: those of the workspace, and those of one meeting. */

import type { Step } from '$lib/api/meeting-shapes';
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

const LONGEST = 120;

/** Whole minutes that a step may take; undefined when it is something else. */
export function stepMinutes(text: string): number | undefined {
  const minutes = readNumber(text);
  const fits = minutes != null && Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST;
  return fits ? minutes : undefined;
}
