import { expect, it } from 'vitest';

import { factorsInWords, rankFactors } from './factors';

const labels = ['', 'retries not bounded', 'alert slower than customers', 'no limit on a pool'];
const ranked = rankFactors(
  [
    { factor: 3, incidents: 2 },
    { factor: 1, incidents: 4 },
    { factor: 2, incidents: 2 },
  ],
  (id) => labels[id] ?? '',
);

it('puts the most frequent first, and the same number in the order of the alphabet', () => {
  expect(ranked.map(({ id, share }) => [id, share])).toEqual([
    [1, 1],
    [2, 0.5],
    [3, 0.5],
  ]);
});

it('asks the list for the incidents of a factor', () => {
  expect(ranked[0]?.query).toBe('factor:"retries not bounded"');
});

it('leaves out what no incident had any more', () => {
  expect(rankFactors([{ factor: 1, incidents: 0 }], () => 'x')).toEqual([]);
});

it('says how many came back', () => {
  const once = { ...ranked[0], incidents: 1 } as (typeof ranked)[number];
  expect(factorsInWords(ranked)).toBe('3 factors came back in a later incident.');
  expect(factorsInWords([...ranked, once])).toBe(
    '3 factors came back in a later incident; 1 was met once.',
  );
  expect(factorsInWords([once])).toBe('No factor was met twice yet; 1 was met once.');
});
