/** Suggestions as sentences, each with the patch that takes it. */

import type {
  DetectedBy,
  IncidentPatch,
  IncidentView,
  Suggestion,
  TimelineEvent,
} from '$lib/api/incident-shapes';
import { dateTime, secondsBetween, time } from '$lib/format';
import { plural } from '$lib/format';

import { detectors, milestoneLabels } from '../words';

export interface MilestoneSuggestion {
  label: string;
  at: string;
  /** "10:02", with its day when the timeline has several. */
  clock: string;
  because: string;
  patch: { milestones: NonNullable<IncidentPatch['milestones']> };
}

export function milestonesOf(
  suggested: Suggestion[],
  timeline: TimelineEvent[],
): MilestoneSuggestion[] {
  const days = new Set(timeline.map(({ occurred_at }) => occurred_at.slice(0, 10)));
  return suggested.map(({ milestone, at, because }) => ({
    label: milestoneLabels[milestone],
    at,
    clock: days.size > 1 ? dateTime(at) : time(at),
    because,
    patch: { milestones: { [`${milestone}_at`]: at } },
  }));
}

const NUMBERS = ['', '', 'both', 'all three', 'all four', 'all five', 'all six', 'all seven'];

/** "Take all four" */
export function takeAllWords(count: number): string {
  return `Take ${NUMBERS[count] ?? `all ${count}`}`;
}

export interface AwarenessSuggestion {
  /** "A customer told us first, 4 min before the first alert." */
  answer: string;
  because: string;
  /** What the person who looked at it can say. */
  choices: { word: string; patch: IncidentPatch }[];
}

/** How we became aware, as far as the timeline tells. */
export function awarenessOf({ awareness }: IncidentView): AwarenessSuggestion | undefined {
  if (!awareness) return undefined;
  const { detected_by, at, alert_at } = awareness;
  const clock = time(at);
  if (detected_by === 'alert') {
    return {
      answer: 'How did we become aware? By the alert.',
      because: `It fired at ${clock}, and nobody is recorded to have told us before.`,
      choices: [choice('alert', ''), choice('customer', ''), choice('colleague', '')],
    };
  }
  const before = alert_at ? `${beforeWords(at, alert_at)} before the first alert` : '';
  return {
    answer: 'How did we become aware? Perhaps a customer told us first.',
    because: before
      ? `A message came at ${clock}, ${before}.`
      : `A message came at ${clock}, and no alert is recorded.`,
    choices: (['customer', 'colleague', 'partner', 'alert'] as const).map((by) =>
      choice(by, by === 'alert' ? '' : before),
    ),
  };
}

function choice(by: DetectedBy, note: string) {
  const impact = { detected_by: by, ...(note && { detection_note: note }) };
  return { word: detectors[by], patch: { impact } as IncidentPatch };
}

function beforeWords(at: string, alert: string): string {
  const seconds = Math.round(secondsBetween(at, alert));
  if (seconds < 60) return plural(seconds, 'second');
  return plural(Math.round(seconds / 60), 'minute');
}
