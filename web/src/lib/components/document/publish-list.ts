/** "Before you publish": what blocks, what is worth a look, and what is already there. */

import type { Advice, IncidentView, Missing } from '$lib/api/incident-shapes';
import { plural, shortDate, time } from '$lib/format';
import { blameIn } from '$lib/language/blame-words';
import type { LanguageNote } from '$lib/language/named-notes';

import { capital } from './words';

export interface ToPublish {
  kind: 'missing' | 'advice' | 'done';
  words: string;
  /** Where it is put right. */
  href: string;
  /** Each by itself, where it sums up several. */
  each?: { words: string; href: string }[];
}

export function toPublish(view: IncidentView): ToPublish[] {
  return [...view.missing.map(missingItem), ...adviceItems(view.advice), ...doneItems(view)];
}

/**
 * What is said when somebody is about to publish: the reason for no action is asked there and then,
 * and a meeting that was never held is worth a thought.
 */
export function toAskAbout(view: IncidentView, language: readonly ToPublish[]): ToPublish[] {
  const missing = view.missing.filter((one) => one.missing !== 'action_or_reason');
  return [
    ...missing.map(missingItem),
    ...adviceItems(view.advice),
    ...language,
    ...meetingItem(view),
  ];
}

function meetingItem({ reference, postmortem: { meeting, status } }: IncidentView): ToPublish[] {
  if (meeting?.held_at) return [];
  let words = 'No meeting was held';
  if (status === 'in_meeting') words = 'The meeting is still under way';
  else if (meeting) words = `The meeting of ${shortDate(meeting.scheduled_at)} was not held`;
  return [{ kind: 'advice', words, href: `/incidents/${reference}/meeting` }];
}

function missingItem(missing: Missing): ToPublish {
  const href = 'action' in missing ? `#action-${missing.action}` : '#actions';
  return { kind: 'missing', words: capital(missing.sentence), href };
}

function adviceItems(advice: Advice[]): ToPublish[] {
  return advice.map((item) => ({ kind: 'advice', ...wordsOf(item) }));
}

function wordsOf(advice: Advice): { words: string; href: string } {
  switch (advice.advice) {
    case 'open_question':
      return { words: `A question is open at ${time(advice.at)}`, href: `#event-${advice.event}` };
    case 'gap':
      return {
        words: `${plural(advice.minutes, 'minute')} with nothing recorded`,
        href: `#gap-${advice.after}`,
      };
    case 'empty_section':
      return { words: `${advice.title} is empty`, href: `#${advice.key}` };
    case 'no_start':
      return { words: 'No start of impact', href: '#facts' };
    case 'no_recovery':
      return { words: 'No recovery', href: '#facts' };
    case 'no_timeline':
      return { words: 'The timeline is empty', href: '#timeline' };
    case 'no_contributing_factor':
      return { words: 'No contributing factor', href: '#factors' };
  }
}

/** The phrases that read as blame, together in one line: worth a look, and nothing waits for it. */
export function languageItems(
  open: readonly LanguageNote[],
  sectionTitle: (key: string) => string,
): ToPublish[] {
  const [first] = open;
  if (!first) return [];
  const each = open.map(({ id, place, finding }) => ({
    words: `“${finding.phrase}”, ${placeWords(place, sectionTitle)}`,
    href: anchorOfNote(place, id),
  }));
  const words = blameIn(open.length) ?? '';
  return [{ kind: 'advice', words, href: each[0]?.href ?? `#${first.id}`, each }];
}

/** An entry may be folded away; its address brings it back. */
function anchorOfNote(place: string, id: string): string {
  const event = /^timeline_event:(\d+)$/.exec(place)?.[1];
  return event ? `#event-${event}` : `#${id}`;
}

const PLACES: Record<string, string> = {
  title: 'Title',
  impact: 'What was felt',
  timeline_event: 'Timeline',
  question: 'Timeline',
  contributing_factor: 'Contributing factors',
  answer: 'Four questions',
  action_item: 'Actions',
  measure_title: 'Measures',
  measure: 'Measures',
};

function placeWords(place: string, sectionTitle: (key: string) => string): string {
  const [kind = '', key = ''] = place.split(/[:/]/);
  return kind === 'section' ? sectionTitle(key) : (PLACES[kind] ?? kind);
}

function doneItems(view: IncidentView): ToPublish[] {
  const items: ToPublish[] = [];
  const { actions } = view.postmortem;
  if (actions.length > 0 && view.missing.length === 0) {
    const words = `${plural(actions.length, 'action')} with owner, date, ticket`;
    items.push({ kind: 'done', words, href: '#actions' });
  }
  for (const { earlier } of view.recurrences.filter(({ verdict }) => verdict === 'confirmed')) {
    items.push({ kind: 'done', words: `Repeat of ${earlier} confirmed`, href: '#repeat' });
  }
  return items;
}

/** "3 gaps before you publish" with what they are, for the bar at the foot of a small screen. */
export function duty(items: ToPublish[]): { words: string; detail: string } {
  const open = items.filter(({ kind }) => kind !== 'done');
  if (open.length === 0) return { words: 'Ready to publish', detail: 'Nothing is missing.' };
  const missing = open.filter(({ kind }) => kind === 'missing').length;
  const words = missing
    ? `${plural(missing, 'thing')} missing before you publish`
    : `${plural(open.length, 'hint')} before you publish`;
  return { words, detail: open[0]?.words ?? '' };
}
