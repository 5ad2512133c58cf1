import { expect, it } from 'vitest';

import { distance, priorityNumber, reviewOutcomes } from './wording';

const NOW = new Date('2026-10-14T12:00:00Z');
const open = { state: 'open' as const, wont_do_reason: '', finished_at: null };

it('says how far an open action is from its date', () => {
  const late = { days_late: 19, sprints_ahead: -1, action: { ...open, due_on: '2026-09-25' } };
  expect(distance(late, NOW)).toBe('19 days late');
  const friday = { days_late: -2, sprints_ahead: 0, action: { ...open, due_on: '2026-10-16' } };
  expect(distance(friday, NOW)).toBe('Fri, this sprint');
  const today = { days_late: 0, sprints_ahead: 0, action: { ...open, due_on: '2026-10-14' } };
  expect(distance(today, NOW)).toBe('today');
  const next = { days_late: -16, sprints_ahead: 1, action: { ...open, due_on: '2026-10-30' } };
  expect(distance(next, NOW)).toBe('next sprint');
  const later = { days_late: -40, sprints_ahead: 3, action: { ...open, due_on: '2026-11-23' } };
  expect(distance(later, NOW)).toBe('40 days left');
  expect(distance({ days_late: null, action: { ...open, due_on: null } }, NOW)).toBe('no date');
});

it('says whether a finished one was on time', () => {
  const done = {
    days_late: null,
    action: {
      ...open,
      state: 'done' as const,
      due_on: '2026-10-02',
      finished_at: '2026-10-02T18:00:00Z',
    },
  };
  expect(distance(done, NOW)).toBe('on time');
  const after = { ...done, action: { ...done.action, finished_at: '2026-10-05T08:00:00Z' } };
  expect(distance(after, NOW)).toBe('3 days late');
  expect(distance({ ...done, action: { ...done.action, due_on: null } }, NOW)).toBe(
    'finished 2 Oct',
  );
  const dropped = {
    ...open,
    state: 'wont_do' as const,
    wont_do_reason: 'not needed',
    due_on: null,
  };
  expect(distance({ days_late: null, action: dropped }, NOW)).toBe('won’t do: not needed');
});

it('reads what each meeting said, in order', () => {
  const review = (outcome: 'put_off' | 'done') => ({
    at: '2026-10-02T18:00:00Z',
    outcome,
    note: '',
  });
  expect(reviewOutcomes({ reviews: [review('put_off'), review('done')] })).toEqual([
    'put_off',
    'done',
  ]);
  expect(reviewOutcomes({})).toEqual([]);
  expect(priorityNumber('p2')).toBe(2);
});
