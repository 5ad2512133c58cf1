/** What going back to a version would bring back, and what it leaves as it is. */

import type { Comparison } from '$lib/api/history-shapes';
import { plural } from '$lib/format';

type Changes = Comparison['changes'];

/** Parts that have no text to compare. */
const facts: Record<string, string> = {
  severity: 'the severity',
  mode: 'the mode',
  services: 'the services',
  zone: 'the zone',
  milestones: 'the milestones',
  started_precision: 'how exactly the start is known',
  impact: 'the impact',
};

const counted: Record<string, [one: string, many: string]> = {
  timeline_event: ['entry of the timeline', 'entries of the timeline'],
  contributing_factor: ['contributing factor', 'contributing factors'],
  answer: ['answer', 'answers'],
  measure: ['measure', 'measures'],
};

const stays: Record<string, string> = {
  action_item: 'action items and what was said of them',
  recurrence: 'what was decided on repeats',
  duplicate_of: 'of which incident this is a duplicate',
  publication: 'whether it is published',
};

const ofTheMeeting = [
  'meeting',
  'called_off',
  'meeting_run',
  'meeting_word',
  'meeting_note',
  'silent_answer',
  'ballot',
];

/** Of what was changed since, the parts that come back, each once. */
export function comesBack({ texts, changes }: Pick<Comparison, 'texts' | 'changes'>): string[] {
  const titles = texts
    .filter(({ place }) => place === 'title' || place.startsWith('section:'))
    .map(({ place, title }) => (place === 'title' ? 'the title' : `“${title}”`));
  const ofPart = (part: string) => placesOf(changes, part);
  return [
    ...titles,
    ...named(facts, ofPart),
    ...Object.entries(counted).flatMap(([part, noun]) => {
      const places = ofPart(part);
      return places > 0 ? plural(places, ...noun) : [];
    }),
  ];
}

export function staysAsItIs({ changes }: Pick<Comparison, 'changes'>): string[] {
  const met = ofTheMeeting.some((part) => placesOf(changes, part) > 0);
  return [
    ...named(stays, (part) => placesOf(changes, part)),
    ...(met ? ['the meeting and what was said in it'] : []),
  ];
}

function named(words: Record<string, string>, ofPart: (part: string) => number): string[] {
  return Object.entries(words).flatMap(([part, word]) => (ofPart(part) > 0 ? word : []));
}

/** How many different things of a part were changed. */
function placesOf(changes: Changes, wanted: string): number {
  const places = changes
    .filter(({ change }) => change.part === wanted)
    .map(({ change }) => placeOf(change));
  return new Set(places).size;
}

/** Which thing of a part a change is about, as the server names it: `section:summary`. */
export function placeOf(change: Changes[number]['change']): string {
  const after = 'to' in change ? change.to : 'entry' in change ? change.entry : undefined;
  if (typeof after !== 'object' || after === null) return change.part;
  const key = 'key' in after ? after.key : 'id' in after ? after.id : undefined;
  return key === undefined ? change.part : `${change.part}:${String(key)}`;
}
