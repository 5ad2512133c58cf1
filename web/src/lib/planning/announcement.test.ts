import { expect, it } from 'vitest';

import type { AnnouncedMeeting } from '$lib/api/planning-shapes';

import { plannedMeeting } from '../../test/planned';

import { attendanceOf, awaited, byDay, meetingWord, peopleSentence } from './announcement';

const name = (person: number) => `P${person}`;

function announced(scheduled_at: string, given: Partial<AnnouncedMeeting> = {}): AnnouncedMeeting {
  return {
    reference: 'INC-57',
    title: 'Checkout failed',
    created_at: scheduled_at,
    updated_at: scheduled_at,
    severity: 'sev1',
    status: 'scheduled',
    services: [],
    meeting: plannedMeeting({ scheduled_at }),
    called_off: false,
    running: false,
    summary: '',
    ...given,
  };
}

it('knows what one said, whatever part one has', () => {
  const meeting = plannedMeeting({ facilitator: 1, attendees: [3], cannot_come: [2] });
  expect([1, 2, 3, 4, undefined].map((person) => attendanceOf(meeting, person))).toEqual([
    'awaited',
    'cannot',
    'awaited',
    'unasked',
    'unasked',
  ]);
});

it('names those with a part first, and nobody twice', () => {
  const meeting = plannedMeeting({
    facilitator: 1,
    scribe: 2,
    attendees: [3, 1],
    cannot_come: [2],
  });
  expect(awaited(meeting)).toEqual([
    { person: 1, part: 'leads' },
    { person: 3, part: undefined },
  ]);
});

it('says who comes and who cannot', () => {
  const meeting = plannedMeeting({ attendees: [3, 4], cannot_come: [5, 6] });
  expect(peopleSentence(meeting, name)).toBe(
    'P1 leads, P2 takes notes, 2 guests asked. P5 and P6 cannot come.',
  );
  const empty = plannedMeeting({ facilitator: null, scribe: null, attendees: [3] });
  expect(peopleSentence(empty, name)).toBe('Nobody leads it yet, 1 guest asked.');
  const many = plannedMeeting({ scribe: 1, attendees: [], cannot_come: [5, 6, 7, 8] });
  expect(peopleSentence(many, name)).toBe('P1 leads. 4 people cannot come.');
});

it('puts meetings under their days, in their order', () => {
  const times = ['2026-10-14T14:00:00Z', '2026-10-14T16:00:00Z', '2026-10-16T10:00:00Z'];
  const days = byDay(
    times.map((at) => announced(at)),
    new Date('2026-10-14T09:00:00Z'),
  );
  expect(days.map(({ word, meetings }) => [word, meetings.length])).toEqual([
    ['Today', 2],
    ['Fri 16', 1],
  ]);
});

it('says what became of it', () => {
  const of = (given: Partial<AnnouncedMeeting>) =>
    meetingWord(announced('2026-10-14T14:00:00Z', given));
  expect(of({})).toBe('');
  expect(of({ running: true, status: 'in_meeting' })).toBe('running now');
  expect(of({ called_off: true })).toBe('called off');
  expect(of({ status: 'published' })).toBe('held');
  expect(of({ meeting: plannedMeeting({ held_at: '2026-10-13T10:00:00Z' }) })).toBe('held');
});
