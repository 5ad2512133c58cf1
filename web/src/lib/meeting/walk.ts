/** The timeline as a meeting walks through it: entry by entry, with the gaps in between. */

import type { IncidentView, Question, TimelineEvent } from '$lib/api/incident-shapes';
import type { Place } from '$lib/api/meeting-shapes';
import { plural } from '$lib/format';

export function isOpen({ answers, factor }: Pick<Question, 'answers' | 'factor'>): boolean {
  return answers.length === 0 && factor === null;
}

export function openQuestions(timeline: TimelineEvent[]): number {
  return timeline.flatMap(({ questions }) => questions).filter(isOpen).length;
}

/** Which entry the meeting is at; the first before anybody chose one. */
export function entryIndex(timeline: TimelineEvent[], place: Place | null): number {
  const wanted =
    place?.at === 'timeline_event' || place?.at === 'question' ? place.event : undefined;
  return Math.max(
    0,
    timeline.findIndex(({ id }) => id === wanted),
  );
}

/** The one after or before; at an end it stays. */
export function nextIndex(length: number, from: number, by: 1 | -1): number {
  return Math.min(length - 1, Math.max(0, from + by));
}

/** "4 of 12 entries, 2 questions open" */
export function walkWords(view: Pick<IncidentView, 'timeline'>, at: number): string {
  const { timeline } = view;
  const questions = openQuestions(timeline);
  const entries = `${Math.min(at + 1, timeline.length)} of ${plural(timeline.length, 'entry', 'entries')}`;
  return questions === 0 ? entries : `${entries}, ${plural(questions, 'question')} open`;
}
