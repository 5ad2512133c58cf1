/** What is said of a ticket beside its action item. */

import type { ActionItem } from '$lib/api/incident-shapes';
import type {
  LookTrouble,
  TicketAsk,
  TicketConflict,
  TicketLink,
  TrackerLabel,
} from '$lib/api/tracker-shapes';
import { KINDS } from '$lib/trackers/kinds';

/** Where a ticket would be made. */
export interface TicketHome {
  tracker: TrackerLabel;
  project: string;
}

interface TeamLike {
  id: number;
  tracker: number | null;
  tracker_project: string;
}

/** Where the tickets of these teams are made: with the first that has a tracker. */
export function homeOf(
  teams: number[],
  all: TeamLike[],
  trackers: TrackerLabel[],
): TicketHome | undefined {
  for (const id of teams) {
    const team = all.find((one) => one.id === id);
    const tracker = trackers.find((one) => one.id === team?.tracker);
    if (team?.tracker_project && tracker) return { tracker, project: team.tracker_project };
  }
  return undefined;
}

const CONFLICTS: Record<TicketConflict, string> = {
  reopened: 'The ticket was opened again, and the action is finished here.',
  reopened_here: 'The ticket is closed, and the action is not finished here.',
  both_changed: 'The action and its ticket both changed, and say different things.',
  dropped: 'The ticket was closed as given up, which is not the same as done.',
  gone: 'The ticket is not there any more, or the token may not see it.',
};

export function conflictSentence(conflict: TicketConflict): string {
  return CONFLICTS[conflict];
}

/** In a row, where there is little room. */
const SHORT: Record<TicketConflict, string> = {
  reopened: 'opened again',
  reopened_here: 'closed there',
  both_changed: 'both changed',
  dropped: 'given up there',
  gone: 'gone',
};

export function conflictWord(conflict: TicketConflict): string {
  return SHORT[conflict];
}

/** What the two buttons do: the ticket's side, and ours. */
export function sides(
  link: TicketLink,
  here: ActionItem['state'],
): { ticket: string; here: string } {
  const stays =
    here === 'done' ? 'Keep it done' : here === 'wont_do' ? 'Keep it dropped' : 'Keep it open';
  if (link.conflict === 'gone') return { ticket: 'Take the ticket away', here: 'Keep its name' };
  if (link.conflict === 'dropped') return { ticket: 'Drop the action too', here: stays };
  const becomes = {
    open: 'Open the action again',
    in_progress: 'Set the action in progress',
    closed: 'Mark the action done',
  };
  return { ticket: becomes[link.seen.state], here: stays };
}

/** How far the ticket is, in its tracker's own word. */
export function statusOf(link: TicketLink): string {
  return link.seen.gone ? 'gone' : link.seen.status;
}

/** Why nothing newer is known of a ticket, and what becomes of that. */
export function troubleSentence(trouble: LookTrouble): string {
  const next =
    trouble.code === 'tracker_moved'
      ? 'Link it again under its new address to have it followed.'
      : 'It is looked at again by itself.';
  return `The ticket cannot be seen: ${said(trouble.sentence)}. ${next}`;
}

/** What becomes of a ticket that is not there yet. */
export function askSentence(ask: TicketAsk, home?: TicketHome): string {
  const where = home ? KINDS[home.tracker.kind].name : 'its tracker';
  if (!ask.problem) return `A ticket is being made in ${where}.`;
  const why = said(ask.problem.sentence);
  return ask.problem.given_up
    ? `No ticket yet: ${why}.`
    : `No ticket yet: ${why}. It is tried again by itself.`;
}

/** What a tracker said, without what is said here of it. */
function said(sentence: string): string {
  return sentence.replace(/; it is asked again by itself$/, '');
}
