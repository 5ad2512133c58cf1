/** What stands in the four fields of the loop. */

import type { ActionView, IncidentPage } from '$lib/api/shapes';
import { count, daysUntil, plural, shortDate, time } from '$lib/format';

/** A line in three tones: what counts, the rest of the sentence, and what is late. */
export interface LoopLine {
  strong: string;
  rest?: string;
  bad?: string;
  note: string;
}

type Counted = Pick<IncidentPage, 'total'> & {
  items: Pick<IncidentPage['items'][number], 'reference' | 'gaps'>[];
};

export function factsLine(drafts: Counted): LoopLine {
  if (drafts.total === 0) {
    return {
      strong: 'No timeline',
      rest: ' being assembled',
      note: 'A new post-mortem starts one',
    };
  }
  const withGaps = drafts.items.filter(({ gaps }) => gaps > 0);
  return {
    strong: plural(drafts.total, 'timeline'),
    rest: ' being assembled',
    note:
      withGaps.length > 0
        ? `${named(withGaps, withGaps.length)} ${withGaps.length === 1 ? 'has' : 'have'} gaps`
        : named(drafts.items, drafts.total),
  };
}

/** Two by their references, and how many others there are. */
function named(rows: { reference: string }[], total: number): string {
  const references = rows.slice(0, 2).map(({ reference }) => reference);
  const others = total - references.length;
  return listed(others > 0 ? [...references, `${count(others)} more`] : references);
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

/** What of the patterns the fourth field speaks of. */
export interface Learnt {
  factors: {
    factor: number;
    incidents: number;
    lately: 'growing' | 'steady' | 'fewer' | 'quiet';
  }[];
  outcomes: { reading: string }[];
}

/** A factor is a pattern once a second incident had it. */
const PATTERN = 2;

export function learningLine(
  { factors, outcomes }: Learnt,
  label: (factor: number) => string,
): LoopLine {
  const note = actionsWorked(outcomes);
  const growing = factors.filter(({ lately }) => lately === 'growing');
  const [first, ...others] = growing;
  if (first && others.length === 0) {
    return { strong: '1 pattern growing:', rest: ` ${inSentence(label(first.factor))}`, note };
  }
  if (first) return { strong: plural(growing.length, 'pattern'), rest: ' growing', note };
  const patterns = factors.filter(({ incidents }) => incidents >= PATTERN).length;
  if (patterns === 0) return { strong: 'No pattern', rest: ' yet', note };
  return { strong: plural(patterns, 'pattern'), rest: ', none growing', note };
}

/** Claims no more than the readings do: what may be chance is said apart from what most likely is not. */
function actionsWorked(outcomes: Learnt['outcomes']): string {
  const read = (wanted: string) => outcomes.filter(({ reading }) => reading === wanted).length;
  const worked = read('worked');
  const perhaps = read('perhaps_fewer');
  const finished = plural(outcomes.length, 'finished action');
  if (outcomes.length === 0) return 'No finished action can be judged yet';
  if (worked > 0)
    return `${worked} of ${finished} most likely worked${perhaps > 0 ? `, ${perhaps} perhaps` : ''}`;
  if (perhaps > 0) return `${perhaps} of ${finished} perhaps worked; it may be chance`;
  return `${finished}, no sign yet of one that worked`;
}

/** Within a sentence a label starts small, unless it starts with an abbreviation. */
function inSentence(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
