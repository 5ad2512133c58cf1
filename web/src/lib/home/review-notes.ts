/** What stands under the title of a review that is owed, and behind a meeting. */

import type { IncidentRow } from '$lib/api/shapes';
import { plural, time } from '$lib/format';
import { needsTime } from '$lib/incidents/stage';

import { dayWord } from './loop';

export interface Note {
  text: string;
  bad?: boolean;
}

/** Whose page it is, and how others are called. */
export interface Reader {
  me: number | undefined;
  name: (person: number) => string | undefined;
}

type Roles = Pick<NonNullable<IncidentRow['meeting']>, 'facilitator' | 'scribe'>;
type Owed = Pick<IncidentRow, 'status' | 'open_questions' | 'gaps' | 'meeting' | 'review_week'>;

/** "You facilitate", "You take notes", "Tomas facilitates"; undefined while nobody does. */
export function roleWords({ facilitator, scribe }: Roles, reader: Reader): string | undefined {
  if (reader.me !== undefined && facilitator === reader.me) return 'You facilitate';
  if (reader.me !== undefined && scribe === reader.me) return 'You take notes';
  const name = facilitator == null ? undefined : reader.name(facilitator);
  return name && `${name} facilitates`;
}

/** "You facilitate · Today 14:00", "No time agreed · Timeline: 2 gaps". */
export function reviewNotes(row: Owed, reader: Reader, now: Date): Note[] {
  const notes: Note[] = [];
  if (row.meeting) {
    const role = roleWords(row.meeting, reader);
    if (role) notes.push({ text: role });
    const at = row.meeting.scheduled_at;
    notes.push({ text: `${dayWord(at, now)} ${time(at)}` });
    return notes;
  }
  if (needsTime(row)) notes.push({ text: 'No time agreed', bad: true });
  if (row.gaps > 0) notes.push({ text: `Timeline: ${plural(row.gaps, 'gap')}` });
  if (row.open_questions > 0) notes.push({ text: plural(row.open_questions, 'open question') });
  return notes.length > 0 ? notes : [{ text: 'No time agreed' }];
}

/** "You facilitate. 3 questions open, 4 actions to review. Nobody is scribe yet." */
export function meetingState(
  { meeting, open_questions: questions }: Pick<IncidentRow, 'open_questions'> & { meeting: Roles },
  toReview: number | undefined,
  reader: Reader,
): string {
  const open = [
    questions > 0 && `${plural(questions, 'question')} open`,
    toReview !== undefined && toReview > 0 && `${plural(toReview, 'action')} to review`,
  ].filter((part) => part !== false);
  return [
    roleWords(meeting, reader) ?? 'Nobody facilitates yet',
    open.length > 0 && open.join(', '),
    meeting.scribe == null && 'Nobody is scribe yet',
  ]
    .filter((part) => part !== false)
    .map((part) => `${part}.`)
    .join(' ');
}
