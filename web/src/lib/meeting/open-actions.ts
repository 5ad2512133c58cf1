/** The second step of a meeting: which open action items are looked at, and what came of each. */

import type { ActionItem, AgendaAction, Outcome } from '$lib/api/shapes';

export type Nearness = AgendaAction['nearness'];
export type Review = NonNullable<ActionItem['reviews']>[number];

/** An action item as the step shows it; `nearness` is unknown once it was finished. */
export interface LookedAt {
  incident: string;
  incident_title: string;
  nearness?: Nearness;
  days_late?: number | null;
  action: ActionItem;
}

const headings: Record<Exclude<Nearness, 'elsewhere'>, string> = {
  repeat: 'From the incident this repeats',
  same_service: 'Same service',
  same_team: 'Same team',
};

/** What this meeting said of an item last. */
export function reviewIn(action: ActionItem, meeting: string): Review | undefined {
  return (action.reviews ?? []).findLast(({ meeting_of: of }) => of === meeting);
}

/** What was said before this meeting, oldest first. */
export function reviewsBefore(action: ActionItem, meeting: string): Review[] {
  return (action.reviews ?? []).filter(({ meeting_of: of }) => of !== meeting);
}

export interface NearGroup {
  heading?: string;
  items: LookedAt[];
}

export interface StepItems {
  /** Those this meeting looks at, in the order in which it does. */
  near: NearGroup[];
  /** Those that wait for the reviews of their own services. */
  elsewhere: LookedAt[];
}

export function stepItems(items: LookedAt[]): StepItems {
  const finished = items.filter(({ nearness }) => nearness === undefined);
  const near = (Object.entries(headings) as [Nearness, string][]).map(([nearness, heading]) => ({
    heading,
    items: items.filter((item) => item.nearness === nearness),
  }));
  return {
    near: [{ items: finished }, ...near].filter((group) => group.items.length > 0),
    elsewhere: items.filter(({ nearness }) => nearness === 'elsewhere'),
  };
}

/** The first without an outcome after `from`, then from the top; -1 when each has one. */
export function nextWithout(items: LookedAt[], meeting: string, from: number): number {
  const open = items.flatMap((item, index) => (reviewIn(item.action, meeting) ? [] : index));
  return open.find((index) => index > from) ?? open[0] ?? -1;
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
    : `${numberWord(without)} actions have no outcome yet. Say what came of each, or put it off with a word why.`;
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
