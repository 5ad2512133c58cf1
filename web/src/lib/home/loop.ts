/** What stands in the four fields of the loop. */

import type { ActionView, FactorCount, Figures, IncidentPage } from '$lib/api/shapes';
import { count, daysUntil, plural, shortDate, time } from '$lib/format';

/** A line in three tones: what counts, the rest of the sentence, and what is late. */
export interface LoopLine {
  strong: string;
  rest?: string;
  bad?: string;
  note: string;
}

type Counted = Pick<IncidentPage, 'total'> & {
  items: Pick<IncidentPage['items'][number], 'reference'>[];
};

export function factsLine(drafts: Counted): LoopLine {
  if (drafts.total === 0) return { strong: 'No timeline', rest: ' being assembled', note: '' };
  const named = drafts.items.slice(0, 2).map(({ reference }) => reference);
  const others = drafts.total - named.length;
  const all = others > 0 ? [...named, `${count(others)} more`] : named;
  return {
    strong: plural(drafts.total, 'timeline'),
    rest: ' being assembled',
    note: listed(all),
  };
}

function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

export interface Meeting {
  reference: string;
  meeting: { scheduled_at: string };
}

export function meetingLine(
  toHold: number,
  late: number,
  next: Meeting | undefined,
  now: Date,
): LoopLine {
  return {
    strong: toHold === 0 ? 'No review' : plural(toHold, 'review'),
    rest: ' to hold',
    bad: late > 0 ? `${late} past ${late === 1 ? 'its' : 'their'} week` : undefined,
    note: next
      ? `Next: ${next.reference}, ${dayWord(next.meeting.scheduled_at, now).toLowerCase()} ${time(next.meeting.scheduled_at)}`
      : toHold > 0
        ? 'No time agreed yet'
        : '',
  };
}

/** "Today", "Tomorrow", "Fri 16", then the date. */
export function dayWord(instant: string, now: Date): string {
  const days = daysUntil(instant, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Tomorrow';
  if (days < 0 || days > 6) return shortDate(instant, now);
  const date = new Date(instant);
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
  return `${weekday.format(date)} ${date.getUTCDate()}`;
}

export function actionsLine(open: Pick<ActionView, 'days_late'>[]): LoopLine {
  const late = open.flatMap(({ days_late: days }) => (days != null && days > 0 ? days : []));
  const oldest = Math.max(0, ...late);
  return {
    strong: open.length === 0 ? 'None open' : `${count(open.length)} open`,
    bad: late.length > 0 ? `${count(late.length)} overdue` : undefined,
    note:
      late.length > 0
        ? `The oldest is ${plural(oldest, 'day')} late`
        : open.length > 0
          ? 'None is past its date'
          : '',
  };
}

/** A factor is a pattern once a second incident had it. */
const PATTERN = 2;

export function learningLine(
  counts: FactorCount[],
  label: (factor: number) => string,
  year: Pick<Figures, 'repeats' | 'reviewed'>,
): LoopLine {
  const most = counts.toSorted((a, b) => b.incidents - a.incidents)[0];
  const note =
    year.reviewed > 0
      ? `${year.repeats} of ${year.reviewed} read in a year ${year.repeats === 1 ? 'was a repeat' : 'were repeats'}`
      : 'Nothing has been read in the last year';
  if (!most || most.incidents < PATTERN) return { strong: 'No pattern', rest: ' yet', note };
  return {
    strong: label(most.factor),
    rest: ` in ${count(most.incidents)} incidents`,
    note,
  };
}
