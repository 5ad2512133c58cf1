import { expect, it } from 'vitest';

import { meetingRun } from '../../test/meeting';

import { answersWords, leavesOut } from './steps';

const visited = { visited: true };
const run = meetingRun(
  { step: 'timeline' },
  { check_in: visited, open_actions: visited, timeline: visited, choose_three: visited },
);
const left = (to: Parameters<typeof leavesOut>[1]) => leavesOut(run, to).map(({ step }) => step);

it('leaves out only what nobody was at, on the way forward', () => {
  expect(left('why')).toEqual([]);
  expect(left('four_questions')).toEqual(['why']);
  expect(left('patterns')).toEqual(['why', 'four_questions']);
  expect(left('check_in')).toEqual([]);
});

it('asks no second word for what was skipped with one', () => {
  const skipped = meetingRun({ step: 'timeline' }, { why: { skipped_because: 'no time' } });
  expect(leavesOut(skipped, 'four_questions')).toEqual([]);
});

it('does not say from how many people where nobody is to know', () => {
  expect(answersWords({ count: 11, people: 6 })).toBe('11 answers from 6 people');
  expect(answersWords({ count: 0, people: 0 })).toBe('nobody has written yet');
  expect(answersWords({ count: 1, people: null })).toBe('1 answer');
});
