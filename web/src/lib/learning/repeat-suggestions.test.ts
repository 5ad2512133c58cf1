import { describe, expect, it } from 'vitest';

import { recordedWords, shareRows, type ShadowReport } from './repeat-suggestions';

const none = { hits: 0, of: 0, value: null, low: null, high: null };
const report = (part: Partial<ShadowReport>): ShadowReport => ({
  period: { from: '2026-10-03T09:00:00Z', until: null },
  incidents: 12,
  suggestions: 5,
  precision: none,
  recall: none,
  method: 'the last look before a person decided',
  cases: [],
  ...part,
});

describe('recordedWords', () => {
  it('says since when, how many were looked at, and what would have been suggested', () => {
    expect(recordedWords(report({}))).toBe(
      'Since 3 Oct 12 incidents were looked at, and 5 earlier ones would have been suggested.',
    );
    expect(recordedWords(report({ incidents: 1, suggestions: 1 }))).toBe(
      'Since 3 Oct 1 incident was looked at, and 1 earlier one would have been suggested.',
    );
    expect(recordedWords(report({ suggestions: 0 }))).toContain(
      'nothing would have been suggested',
    );
  });

  it('says what it waits for, and of a period that is over that nothing came', () => {
    expect(recordedWords(report({ incidents: 0 }))).toContain('the next one is looked at');
    const period = { from: '2026-10-03T09:00:00Z', until: '2026-10-20T09:00:00Z' };
    expect(recordedWords(report({ incidents: 0, period }))).toBe(
      'From 3 Oct to 20 Oct no incident was opened or edited.',
    );
  });
});

it('tells precision of suggestions and recall of repeats', () => {
  const precision = { hits: 3, of: 4, value: 0.75, low: 0.3, high: 0.95 };
  const rows = shareRows(report({ precision }));
  expect(rows.map(({ share }) => share.of)).toEqual([4, 0]);
  expect(rows[1]?.waits).toContain('confirmed a repeat');
});
