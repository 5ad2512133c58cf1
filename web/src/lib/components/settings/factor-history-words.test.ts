import { expect, it } from 'vitest';

import { factorNewsWords, type FactorHistoryEntry } from './factor-history-words';

const told = (news: object, incidents = 0) =>
  factorNewsWords(
    { at: '2026-10-08T10:00:00Z', person: 1, via: 'web', incidents, ...news } as FactorHistoryEntry,
    (id) => `factor ${id}`,
  );

it('says what became of it, and how many incidents changed with it', () => {
  expect(told({ kind: 'named', label: 'no bound' })).toBe('Named “no bound”.');
  expect(told({ kind: 'took_over', factor: 4, label: 'no limit' }, 12)).toBe(
    '“no limit” was merged into it; 12 incidents changed.',
  );
  expect(told({ kind: 'merged_into', factor: 4 }, 1)).toBe(
    'Merged into “factor 4”; 1 incident changed.',
  );
  expect(told({ kind: 'split_off', factor: 5, label: 'no backoff' }, 3)).toBe(
    '“no backoff” was split off; 3 incidents changed.',
  );
  expect(told({ kind: 'relabelled', from: 'a', to: 'b' })).toBe('“a” became “b”.');
});
