import { expect, it } from 'vitest';

import { chanceWords, noPair, pairBasis, pairCounts } from './factor-pairs';

const pair = {
  first: 1,
  second: 2,
  both: 6,
  with_first: 7,
  with_second: 9,
  expected: 1.289,
  by_chance: 0.00031,
  last: 'INC-6',
};

it('sets what is there against what chance would bring', () => {
  expect(pairCounts(pair)).toBe('in 6 incidents; by chance it would have been 1.3');
  expect(pairBasis(pair, 190)).toBe(
    '6 of 7 with the one and of 9 with the other; as many would come by chance in less than 1 of 3,000 cases, with all 190 pairs in mind',
  );
});

it('never says that chance is rarer than it is', () => {
  expect(chanceWords(0.049)).toContain('1 of 20 cases');
  expect(chanceWords(0.0011)).toContain('1 of 900 cases');
  expect(chanceWords(0)).toContain('1 of 1,000,000 cases');
});

it('says what was looked at when nothing passes', () => {
  expect(noPair({ incidents: 0, looked_at: 0, pairs: [] })).toContain('nothing can be said');
  expect(noPair({ incidents: 40, looked_at: 190, pairs: [] })).toBe(
    'None of 190 pairs of factors comes together more often in 40 incidents than chance would have it.',
  );
  expect(noPair({ incidents: 4, looked_at: 1, pairs: [] })).toContain('does not come together');
});
