import { expect, it } from 'vitest';

import type { MeetingWord } from '$lib/api/meeting-shapes';

import { meetingRun, meetingView } from '../../test/meeting';

import { namelessWords, participants, yourWord } from './people';

const plan = {
  scheduled_at: '2026-10-14T14:00:00Z',
  minutes: 90,
  kind: 'full' as const,
  facilitator: 1,
  scribe: 4,
  attendees: [2, 3],
  cannot_come: [3],
  location: '',
  held_at: null,
  anonymous: false,
  sequence: 0,
  steps: [],
};

const word = (by: number | null, text: string, given: Partial<MeetingWord> = {}): MeetingWord => ({
  id: 1,
  phase: 'check_in',
  text,
  by,
  at: '2026-10-14T14:01:00Z',
  yours: false,
  ...given,
});

it('names who has a part first, then who is there, then who is awaited', () => {
  const view = meetingView({ plan, run: meetingRun({ present: [1, 9, 2] }) });
  expect(
    participants(view, 'check_in').map(({ id, part, present }) => [id, part, present]),
  ).toEqual([
    [1, 'facilitates', true],
    [4, 'takes notes', false],
    [2, undefined, true],
    [9, undefined, true],
    [3, undefined, false],
  ]);
});

it('has whoever leads now as the facilitator, not whoever was to', () => {
  const view = meetingView({ plan, run: meetingRun({ facilitator: 2, present: [2] }) });
  const people = participants(view, 'check_in');
  expect(people[0]).toMatchObject({ id: 2, part: 'facilitates' });
  expect(people.find(({ id }) => id === 1)).toMatchObject({ part: undefined, present: false });
});

it('says of each how they arrived, and of the nameless that they did', () => {
  const words = [word(1, 'steady'), word(1, 'off', { phase: 'check_out' }), word(null, 'tired')];
  const view = meetingView({ plan, run: meetingRun(), words });
  expect(participants(view, 'check_in')[0]?.word).toBe('steady');
  expect(namelessWords(words, 'check_in').map(({ text }) => text)).toEqual(['tired']);
});

it('knows one’s own word, also without a name', () => {
  expect(yourWord([word(null, 'tired', { yours: true })], 'check_in')).toBe('tired');
  expect(yourWord([word(null, 'tired', { yours: true })], 'check_out')).toBe('');
});
