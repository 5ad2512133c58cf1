/** The second step of a meeting: which open action items are looked at, and what came of each. */

import type { MeetingAction, Place } from '$lib/api/meeting-shapes';
import type { ActionItem, AgendaAction, Outcome } from '$lib/api/shapes';
import type { ActionState } from '$lib/components/marks/StateShape.svelte';

export type Nearness = AgendaAction['nearness'];
export type Review = NonNullable<ActionItem['reviews']>[number];

const headings: Partial<Record<Nearness, string>> = {
  repeat: 'From the incident this repeats',
  same_service: 'Same service',
  same_team: 'Same team',
};

/** What was said before this meeting, oldest first. */
export function reviewsBefore(action: ActionItem, meeting: string): Review[] {
  return (action.reviews ?? []).filter(({ meeting_of: of }) => of !== meeting);
}

export interface NearGroup {
  heading?: string;
  items: MeetingAction[];
}

/** In the order in which the meeting looks at them; what is finished stays where it was. */
export function nearGroups(near: MeetingAction[]): NearGroup[] {
  const groups: NearGroup[] = [];
  for (const item of near) {
    const heading = headings[item.nearness];
    const last = groups.at(-1);
    if (last && last.heading === heading) last.items.push(item);
    else groups.push({ heading, items: [item] });
  }
  return groups;
}

/** The first without an outcome after `from`, then from the top; -1 when each has one. */
export function nextWithout(items: MeetingAction[], from: number): number {
  const open = items.flatMap(({ said }, index) => (said ? [] : index));
  return open.find((index) => index > from) ?? open[0] ?? -1;
}

/** Where the meeting is: as it was said, or at the first without an outcome. */
export function actionIndex(items: MeetingAction[], place: Place | null): number {
  const wanted =
    place?.at === 'open_action'
      ? items.findIndex(
          ({ incident, action }) => incident === place.incident && action.id === place.action,
        )
      : -1;
  if (wanted >= 0) return wanted;
  const next = nextWithout(items, -1);
  return next >= 0 ? next : items.length - 1;
}

/** "2 of 4 looked at" */
export function lookedAtWords(items: MeetingAction[]): string {
  const said = items.filter((item) => item.said).length;
  return items.length === 0 ? '' : `${said} of ${items.length} looked at`;
}

const NUMBERS = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
];

function numberWord(number: number): string {
  return NUMBERS[number] ?? String(number);
}

/** "Eleven more open actions touch other services and wait for their own reviews." */
export function restSentence(number: number): string {
  return number === 1
    ? 'One more open action touches other services and waits for its own review.'
    : `${numberWord(number)} more open actions touch other services and wait for their own reviews.`;
}

/** Why the step cannot be left yet; null when it can. */
export function holdingBack(without: number): string | null {
  if (without === 0) return null;
  return without === 1
    ? 'One action has no outcome yet. Say what came of it, or put it off with a word why.'
    : `${numberWord(without)} actions have no outcome yet. Say what came of each, or put them off with a word why.`;
}

export const outcomeWords: Record<Outcome, string> = {
  done: 'Done',
  in_progress: 'In progress',
  not_started: 'Not started',
  reassigned: 'Reassigned',
  wont_do: 'Won’t do',
  put_off: 'Put off',
};

/** These are nothing without a word why. */
export function needsWord(outcome: Outcome): boolean {
  return outcome === 'wont_do' || outcome === 'put_off';
}

/** What is put off or given to somebody else is as open as before. */
export function outcomeShape(outcome: Outcome): ActionState {
  return outcome === 'done' || outcome === 'wont_do' || outcome === 'in_progress'
    ? outcome
    : 'open';
}
