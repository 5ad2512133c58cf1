import { expect, it } from 'vitest';

import { choosingAsk } from './choosing-words';

const cadence = {
  starts_on: '2026-10-05',
  first_number: 41,
  length_days: 14,
  name_pattern: 'Sprint {number}',
  told: [],
};
const now = new Date('2026-10-08T15:00:00Z');

it('asks by when something can be done: the end of the next sprint', () => {
  const milestones = {
    impact_started_at: '2026-10-08T09:12:00Z',
    recovered_at: '2026-10-08T09:59:00Z',
  };
  expect(choosingAsk(milestones, cadence, now)).toBe(
    'Which would have prevented or shortened the 47 min, and can be done by 1 November?',
  );
});

it('does without what nobody knows', () => {
  expect(choosingAsk({ impact_started_at: null, recovered_at: null }, undefined, now)).toBe(
    'Which would have prevented or shortened it, and can be done soon?',
  );
});
