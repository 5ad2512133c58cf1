/** Whether a finished action worked, in a few grey words after its title. */

import type { ActionOutcome, Reading } from '$lib/api/pattern-shapes';
import { verdict } from '$lib/learning/verdict';

export interface OutcomeNote {
  words: string;
  /** The counts behind the words. */
  why: string;
}

const WORDS: Record<Reading, string> = {
  worked: 'most likely worked',
  perhaps_fewer: 'perhaps worked',
  too_early: 'too early to tell',
  no_change: 'no sign that it worked',
  did_not_work: 'did not work',
};

/** By incident and number within it. */
export function outcomeNotes(outcomes: ActionOutcome[]): Map<string, OutcomeNote> {
  return new Map(
    outcomes.map((outcome) => [
      `${outcome.incident} ${outcome.action}`,
      { words: WORDS[outcome.reading], why: verdict(outcome).sentence },
    ]),
  );
}
