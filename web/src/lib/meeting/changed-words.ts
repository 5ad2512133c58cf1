/** What a meeting changed, counted: "3 entries added, 1 corrected". */

import type { MeetingView } from '$lib/api/meeting-shapes';
import { plural } from '$lib/format';

const nouns: Record<string, [one: string, many: string]> = {
  timeline_event: ['entry', 'entries'],
  contributing_factor: ['contributing factor', 'contributing factors'],
  measure: ['measure', 'measures'],
  action_item: ['action', 'actions'],
  answer: ['answer', 'answers'],
  section: ['section', 'sections'],
  recurrence: ['decision on a repeat', 'decisions on repeats'],
};

const verbs: Record<string, string> = {
  added: 'added',
  changed: 'changed',
  removed: 'removed',
  reviewed: 'reviewed',
  started: 'begun',
  done: 'done',
  reopened: 'reopened',
  wont_do: 'closed without being done',
};

const whole: Record<string, string> = {
  'incident.title_changed': 'The title changed',
  'incident.severity_changed': 'The severity changed',
  'incident.services_changed': 'The services changed',
  'incident.milestones_changed': 'The milestones changed',
  'incident.impact_changed': 'The impact changed',
};

/** Nothing for what is no part of the document. */
export function changedWords({ name, count }: MeetingView['changed'][number]): string {
  if (whole[name]) return whole[name];
  const [part = '', verb = ''] = name.split('.');
  const noun = nouns[part];
  const done = verbs[verb];
  return noun && done ? `${plural(count, ...noun)} ${done}` : '';
}

/** Where in the document it is read. */
export function changedHref(reference: string, name: string): string {
  const anchors: Record<string, string> = {
    timeline_event: '#timeline',
    contributing_factor: '#factors',
    measure: '#actions',
    action_item: '#actions',
    answer: '#questions',
    recurrence: '#repeat',
  };
  return `/incidents/${reference}${anchors[name.split('.')[0] ?? ''] ?? ''}`;
}
