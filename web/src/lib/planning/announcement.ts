/** What is announced of a meeting: its day, who is awaited, and what one said oneself. */

import type { AnnouncedMeeting, PlannedMeeting } from '$lib/api/planning-shapes';
import { plural } from '$lib/format';
import { dayWord } from '$lib/home/loop';

type Roles = Pick<PlannedMeeting, 'facilitator' | 'scribe' | 'attendees' | 'cannot_come'>;

/** What one person said, or is asked. */
export type Attendance = 'awaited' | 'cannot' | 'unasked';

export function attendanceOf(meeting: Roles, person: number | undefined): Attendance {
  if (person === undefined) return 'unasked';
  if (meeting.cannot_come.includes(person)) return 'cannot';
  return everybody(meeting).includes(person) ? 'awaited' : 'unasked';
}

export interface Awaited {
  person: number;
  part: 'leads' | 'takes notes' | undefined;
}

/** Who is to come, whoever has a part first; who cannot is left out. */
export function awaited(meeting: Roles): Awaited[] {
  const { facilitator, scribe, cannot_come: cannot } = meeting;
  return everybody(meeting)
    .filter((person) => !cannot.includes(person))
    .map((person) => ({
      person,
      part: person === facilitator ? 'leads' : person === scribe ? 'takes notes' : undefined,
    }));
}

function everybody({ facilitator, scribe, attendees }: Roles): number[] {
  return [...new Set([facilitator, scribe, ...attendees].filter((id) => id !== null))];
}

/** "Ines leads, Tomas takes notes, 4 others are asked. Mika cannot come." */
export function peopleSentence(meeting: Roles, name: (person: number) => string): string {
  const { facilitator, scribe } = meeting;
  const others = awaited(meeting).filter(({ part }) => !part).length;
  const parts = [
    facilitator === null ? 'Nobody leads it yet' : `${name(facilitator)} leads`,
    scribe !== null && scribe !== facilitator && `${name(scribe)} takes notes`,
    others > 0 && `${plural(others, 'guest')} asked`,
  ].filter(Boolean);
  const cannot = meeting.cannot_come.map(name);
  return [
    `${parts.join(', ')}.`,
    cannot.length > 0 &&
      `${cannot.length < 4 ? listed(cannot) : plural(cannot.length, 'person', 'people')} cannot come.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export interface MeetingDay {
  /** "Today", "Fri 16" */
  word: string;
  meetings: AnnouncedMeeting[];
}

export function byDay(meetings: AnnouncedMeeting[], now: Date): MeetingDay[] {
  const days: MeetingDay[] = [];
  for (const announced of meetings) {
    const word = dayWord(announced.meeting.scheduled_at, now);
    const day = days.find((known) => known.word === word);
    if (day) day.meetings.push(announced);
    else days.push({ word, meetings: [announced] });
  }
  return days;
}

/** What became of it, where there is something to say. */
export function meetingWord({
  running,
  called_off: calledOff,
  meeting,
  status,
}: Pick<AnnouncedMeeting, 'running' | 'called_off' | 'meeting' | 'status'>): string {
  if (running) return 'running now';
  if (calledOff) return 'called off';
  const over = status === 'in_review' || status === 'published';
  return over || meeting.held_at !== null ? 'held' : '';
}

/** The zone that the reader's own clock is in; none where it shows UTC anyway. */
export function ownZone(): string | undefined {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone === 'UTC' ? undefined : timeZone;
}
