import { describe, expect, it } from 'vitest';

import { meetingState, reviewNotes } from './review-notes';

const NOW = new Date('2026-10-14T12:00:00Z');
const reader = { me: 1, name: (person: number) => ['', 'Ines', 'Tomas'][person] };
const meeting = { scheduled_at: '2026-10-14T14:00:00Z', minutes: 90, facilitator: 1, scribe: 2 };
const week = (days_left: number) => ({
  due_at: '2026-10-20T12:00:00Z',
  days_left,
  late: days_left < 0,
});
const row = {
  status: 'facts' as const,
  open_questions: 0,
  gaps: 0,
  meeting: null,
  review_week: week(5),
};
const words = (given: Partial<Parameters<typeof reviewNotes>[0]>) =>
  reviewNotes({ ...row, ...given }, reader, NOW)
    .map(({ text, bad }) => (bad ? `!${text}` : text))
    .join(' · ');

describe('a review that is owed', () => {
  it('says who leads it and when', () => {
    expect(words({ meeting })).toBe('You facilitate · Today 14:00');
    expect(words({ meeting: { ...meeting, facilitator: 2, scribe: 1 } })).toBe(
      'You take notes · Today 14:00',
    );
    expect(words({ meeting: { ...meeting, facilitator: 2, scribe: null } })).toBe(
      'Tomas facilitates · Today 14:00',
    );
    expect(words({ meeting: { ...meeting, facilitator: null } })).toBe('Today 14:00');
  });

  it('asks for a time in red only when the week is running out', () => {
    expect(words({ review_week: week(-2), gaps: 1 })).toBe('!No time agreed · Timeline: 1 gap');
    expect(words({ review_week: week(3) })).toBe('!No time agreed');
    expect(words({})).toBe('No time agreed');
  });

  it('says what the facts still lack', () => {
    expect(words({ gaps: 2, open_questions: 1 })).toBe('Timeline: 2 gaps · 1 open question');
  });
});

describe('a meeting', () => {
  const state = (given: Partial<typeof meeting>, questions = 0, toReview?: number) =>
    meetingState(
      { meeting: { ...meeting, ...given }, open_questions: questions },
      toReview,
      reader,
    );

  it('says what is waiting in it', () => {
    expect(state({}, 3, 4)).toBe('You facilitate. 3 questions open, 4 actions to review.');
    expect(state({}, 1, 0)).toBe('You facilitate. 1 question open.');
    expect(state({}, 0, undefined)).toBe('You facilitate.');
  });

  it('says who is missing', () => {
    expect(state({ facilitator: 2 }, 0, 1)).toBe('Tomas facilitates. 1 action to review.');
    const nobody = { facilitator: undefined, scribe: undefined };
    expect(meetingState({ meeting: nobody, open_questions: 0 }, 0, reader)).toBe(
      'Nobody facilitates yet. Nobody is scribe yet.',
    );
  });

  it('takes nobody for you while you are not known', () => {
    const stranger = { me: undefined, name: () => undefined };
    const nobody = { facilitator: undefined, scribe: 2 };
    expect(meetingState({ meeting: nobody, open_questions: 0 }, 0, stranger)).toBe(
      'Nobody facilitates yet.',
    );
  });
});
