/** From the chains of the API to lanes: what is written beside each mark and each line. */

import type { Chain, ChainAction, ChainLink } from '$lib/api/pattern-shapes';
import { daysUntil, duration, longDate, shortDate } from '$lib/format';
import { severityNumber } from '$lib/incidents/stage';
import { quietSpan } from '$lib/learning/lately';

import type { Lane, LaneAction } from './lane';

/** After so many days without a repeat a chain is said to be quiet: two sprints and more than two months. */
export const QUIET_DAYS = 90;

export function laneOf(chain: Chain, now: Date): Lane {
  const isQuiet = chain.quiet_days >= QUIET_DAYS;
  return {
    title: chain.title,
    quiet: isQuiet ? 'no repeat since' : undefined,
    incidents: chain.incidents.map((link, index) => {
      const next = chain.incidents[index + 1];
      // Whether the actions of the last incident help is not known before it has been quiet.
      const actions = next || isQuiet ? link.actions : [];
      return {
        reference: link.reference,
        severity: severityNumber(link.severity),
        at: Date.parse(link.began_at),
        note: link.duration_seconds == null ? undefined : duration(link.duration_seconds),
        spoken: spokenLink(link),
        actions: actions.map((action) => laneAction(action, next, chain.quiet_days, now)),
      };
    }),
  };
}

function spokenLink({ reference, severity, began_at, title }: ChainLink): string {
  return `${reference}, SEV${severityNumber(severity)}, ${longDate(began_at)}: ${title}`;
}

function laneAction(
  action: ChainAction,
  next: ChainLink | undefined,
  quietDays: number,
  now: Date,
): LaneAction {
  const ended = action.finished_at ? Date.parse(action.finished_at) : now.getTime();
  const line = { id: action.id, title: action.title, from: Date.parse(action.committed_at) };
  if (next && action.open_when_it_returned) {
    const to = Date.parse(next.began_at);
    return { ...line, to, end: 'returned', note: { text: unfinished(action, next), tone: 'bad' } };
  }
  if (action.state === 'wont_do') {
    const text = withReason('won’t do', action.reason);
    return { ...line, to: ended, end: 'dropped', note: { text, tone: 'muted' } };
  }
  if (action.state === 'done') {
    const text = `no repeat in ${quietSpan(quietDays)}`;
    return { ...line, to: ended, end: 'finished', note: next ? undefined : { text, tone: 'ok' } };
  }
  const due = action.due_on ? `, due ${shortDate(action.due_on, now)}` : '';
  const text = withReason(`unfinished${due}`, action.reason);
  return { ...line, to: now.getTime(), end: 'open', note: { text, tone: 'muted' } };
}

/** What became of an action that was open when the incident came back. */
function unfinished(action: ChainAction, next: ChainLink): string {
  switch (action.state) {
    case 'done': {
      const late = action.finished_at ? daysUntil(action.finished_at, new Date(next.began_at)) : 0;
      return late > 0 ? `finished ${quietSpan(late)} too late` : 'finished too late';
    }
    case 'wont_do':
      return withReason('given up', action.reason);
    case 'in_progress':
      return withReason('half done', action.reason);
    case 'open':
      return withReason('never finished', action.reason);
  }
}

function withReason(words: string, reason: string): string {
  return reason ? `${words}: ${reason}` : words;
}
