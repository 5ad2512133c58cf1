import { expect, it } from 'vitest';

import { askedWords, proofWords, shortWords } from './proof';

it('says what shows it, by its first line', () => {
  expect(proofWords({ kind: 'test', note: 'Runs with every change.\nSince May.' })).toBe(
    'Test: Runs with every change.',
  );
  expect(proofWords({ kind: 'other', note: '' })).toBe('Shown');
  expect(shortWords({ kind: 'merged_change' })).toBe('shown by a merged change');
});

it('asks only where something is missing', () => {
  const asked = (['not_asked', 'missing', 'due', 'given'] as const).map(askedWords);
  expect(asked).toEqual([undefined, 'proof is missing', 'proof is due', undefined]);
});
