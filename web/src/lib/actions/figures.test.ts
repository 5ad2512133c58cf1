import { expect, it } from 'vitest';

import { actionView } from '../../test/action';

import { behindRepeats, medianAge, sprintLengths } from './figures';

it('names the incidents that came back', () => {
  const open = [
    actionView({ repeated_by: ['INC-57'] }),
    actionView({ repeated_by: ['INC-60'] }),
    actionView(),
  ];
  expect(behindRepeats(open)).toEqual({
    count: 2,
    note: 'INC-57 and INC-60 came back with these open',
  });
  expect(behindRepeats([actionView()]).count).toBe(0);
});

it('takes the median of what was done, not of what was dropped', () => {
  const done = (age_days: number) => actionView({ age_days, action: { state: 'done' } });
  const dropped = actionView({ age_days: 300, action: { state: 'wont_do' } });
  expect(medianAge([done(10), done(40), done(16), dropped])).toBe(16);
  expect(medianAge([done(10), done(17)])).toBe(14);
  expect(medianAge([actionView()])).toBeNull();
});

it('names the length of a sprint, or between what it lies', () => {
  const team = (length_days: number) => ({
    cadence: { starts_on: '2026-01-05', first_number: 1, length_days },
  });
  expect(sprintLengths([team(14), team(14)])).toBe('one sprint is 14');
  expect(sprintLengths([team(14), team(7)])).toBe('a sprint is 7 to 14');
  expect(sprintLengths([])).toBeUndefined();
});
