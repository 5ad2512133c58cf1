import { expect, it } from 'vitest';

import type { SearchIndex } from './requests';
import { becauseWords, indexWords } from './words';

function index(known: Partial<SearchIndex>): SearchIndex {
  return {
    standing: 'ready',
    incidents: 60,
    behind: 0,
    bytes: 300_000,
    made_because: null,
    ...known,
  };
}

it('says what it knows and whether that is all', () => {
  expect(indexWords(index({}))).toBe(
    'It knows 60 incidents and takes less than a megabyte. It is up to date.',
  );
  expect(indexWords(index({ incidents: 1, bytes: 76_400_000, behind: 1 }))).toBe(
    'It knows 1 incident and takes 76 MB. 1 change of the log is still to be read.',
  );
});

it('says who answers while it cannot', () => {
  for (const standing of ['building', 'waiting', 'absent'] as const)
    expect(indexWords(index({ standing }))).toMatch(/looked for in the database/);
  expect(indexWords(index({ standing: 'renewing' }))).toMatch(/answers as before/);
});

it('says why it was made, when it was', () => {
  expect(becauseWords(index({}))).toBe('');
  expect(becauseWords(index({ made_because: 'there was none' }))).toBe(
    'Made since the server started, because there was none.',
  );
});
