import { expect, it } from 'vitest';

import { mergeWords } from './merge-words';

const factor = (label: string, incidents: number) => ({ label, incidents });

it('says how many incidents change, and between which bounds the other then lies', () => {
  expect(mergeWords(factor('no retries', 4), factor('retries not bounded', 9))).toEqual([
    '4 incidents that name “no retries” will name “retries not bounded” instead.',
    '“retries not bounded” is then found in 9 to 13 incidents: one that names both counts once.',
    'Measures and action items against “no retries” then work against “retries not bounded”.',
    'Whoever looks for “no retries” still finds “retries not bounded”.',
  ]);
});

it('is exact where nothing can be named twice', () => {
  const [changed, after] = mergeWords(factor('a', 1), factor('b', 0));
  expect(changed).toBe('1 incident that names “a” will name “b” instead.');
  expect(after).toBe('“b” is then found in 1 incident.');
});

it('says so when no incident changes', () => {
  expect(mergeWords(factor('a', 0), factor('b', 3))).toEqual([
    'No incident names “a” as a contributing factor.',
    'Measures and action items against “a” then work against “b”.',
    'Whoever looks for “a” still finds “b”.',
  ]);
});
