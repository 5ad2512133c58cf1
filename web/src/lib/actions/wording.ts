/** How far an action item is from its date, in words. */

import type { ActionItem, ActionView } from '$lib/api/shapes';
import type { Priority } from '$lib/components/marks/PriorityBars.svelte';
import type { ReviewOutcome } from '$lib/components/marks/ReviewHistory.svelte';
import { daysLeft, daysUntil, shortDate } from '$lib/format';

export function priorityNumber(priority: NonNullable<ActionItem['priority']>): Priority {
  return Number(priority.slice(1)) as Priority;
}

type Dated = Pick<ActionView, 'days_late' | 'sprints_ahead'> & {
  action: Pick<ActionItem, 'due_on' | 'finished_at' | 'state' | 'wont_do_reason'>;
};

/** In sprints where one is near: "19 days late", "Fri, this sprint", "next sprint", "12 days left". */
export function distance(view: Dated, now: Date): string {
  const { days_late: late, sprints_ahead: ahead } = view;
  const { due_on: due, state } = view.action;
  const isNear = (state === 'open' || state === 'in_progress') && due && late != null && late <= 0;
  if (isNear && ahead === 0 && late < 0) {
    return late > -7 ? `${weekday(due)}, this sprint` : 'this sprint';
  }
  if (isNear && ahead === 1) return 'next sprint';
  return daysFromDate(view, now);
}

/** In days: "19 days late", "today", "12 days left", "on time", "won’t do: not needed". */
export function daysFromDate(view: Dated, now: Date): string {
  const { due_on: due, finished_at: finished, state, wont_do_reason: reason } = view.action;
  if (state === 'wont_do') return reason ? `won’t do: ${reason}` : 'won’t do';
  if (state === 'done') return finishedWords(due, finished, now);
  if (!due || view.days_late == null) return 'no date';
  return view.days_late === 0 ? 'today' : daysLeft(-view.days_late);
}

function finishedWords(
  due: string | null | undefined,
  finished: string | null | undefined,
  now: Date,
): string {
  if (!finished) return 'done';
  if (!due) return `finished ${shortDate(finished, now)}`;
  const after = daysUntil(finished, new Date(due));
  return after > 0 ? `${daysLeft(-after)}` : 'on time';
}

const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });

function weekday(day: string): string {
  return weekdayFormat.format(new Date(day));
}

/** What was said at each later meeting, oldest first. */
export function reviewOutcomes(action: Pick<ActionItem, 'reviews'>): ReviewOutcome[] {
  return (action.reviews ?? []).map(({ outcome }) => outcome);
}
