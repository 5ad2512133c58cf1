/** What a step of the history did, in a line: "added 3 entries, wrote Summary". */

import type { Version } from '$lib/api/history-shapes';
import { plural } from '$lib/format';

type Changes = Version['changes'];

const nouns: Record<string, [one: string, many: string]> = {
  timeline_event: ['entry', 'entries'],
  contributing_factor: ['contributing factor', 'contributing factors'],
  answer: ['answer', 'answers'],
  measure: ['measure', 'measures'],
  action_item: ['action', 'actions'],
  recurrence: ['repeat', 'repeats'],
  meeting_word: ['word in the meeting', 'words in the meeting'],
  meeting_note: ['note of the meeting', 'notes of the meeting'],
  silent_answer: ['answer in silence', 'answers in silence'],
  ballot: ['ballot', 'ballots'],
};

const verbs: Record<string, string> = {
  added: 'added',
  changed: 'changed',
  removed: 'removed',
  reviewed: 'reviewed',
  started: 'began',
  done: 'finished',
  reopened: 'reopened',
  wont_do: 'closed',
};

const whole: Record<string, string> = {
  'incident.opened': 'opened it',
  'incident.title_changed': 'changed the title',
  'incident.mode_changed': 'changed the mode',
  'incident.severity_changed': 'changed the severity',
  'incident.services_changed': 'changed the services',
  'incident.visibility_changed': 'changed who sees it',
  'incident.duplicate_changed': 'changed what it is a duplicate of',
  'incident.zone_changed': 'changed the zone',
  'incident.milestones_changed': 'changed the milestones',
  'incident.impact_changed': 'changed the impact',
  'meeting.changed': 'planned the meeting',
  'meeting.called_off': 'called the meeting off',
  'meeting.started': 'started the meeting',
  'meeting.ended': 'ended the meeting',
  'meeting.resumed': 'went on with the meeting',
  'meeting.step_entered': 'led the meeting',
  'meeting.place_changed': 'led the meeting',
  'meeting.run_changed': 'led the meeting',
  'version_name.added': 'named a version',
  'version_name.changed': 'named a version anew',
  'version_name.removed': 'took the name of a version away',
  'kept_phrase.added': 'kept a phrase as it stands',
  'kept_phrase.changed': 'gave another reason for a phrase that stays',
  'kept_phrase.removed': 'kept a phrase no longer',
  'postmortem.published': 'published it',
  'postmortem.status_changed': 'moved it on',
};

/** `sectionTitle` names a section by its key; one that is gone goes by the key. */
export function versionWords(changes: Changes, sectionTitle: (key: string) => string): string {
  const phrases = new Map<string, Set<string>>();
  // The changes of a version come in their order, its versions newest first.
  for (const { name, place } of changes) {
    const key = name.startsWith('section.') ? `${name} ${place}` : name;
    phrases.set(key, (phrases.get(key) ?? new Set()).add(place));
  }
  const words = [...phrases].map(([key, places]) => phrase(key, places.size, sectionTitle));
  return [...new Set(words)].join(', ');
}

function phrase(key: string, places: number, sectionTitle: (key: string) => string): string {
  const [name = '', place = ''] = key.split(' ');
  if (whole[name]) return whole[name];
  const [part = '', verb = ''] = name.split('.');
  if (part === 'section') return sectionPhrase(verb, sectionTitle(place.replace('section:', '')));
  const noun = nouns[part];
  const did = verbs[verb] ?? 'changed';
  if (!noun) return 'changed something';
  return places === 1
    ? `${did} ${article(noun[0])} ${noun[0]}`
    : `${did} ${plural(places, ...noun)}`;
}

function sectionPhrase(verb: string, title: string): string {
  if (verb === 'removed') return `removed “${title}”`;
  return `${verb === 'added' ? 'added' : 'wrote'} “${title}”`;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}
