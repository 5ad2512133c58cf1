import { describe, expect, it } from 'vitest';

import type { LanguageQuarter, LanguageTrend } from '$lib/api/language-shapes';

import { rate, trendInWords } from './trend';

function quarter(label: string, found: number, more: Partial<LanguageQuarter> = {}) {
  return {
    label,
    starts_on: '2026-01-01',
    ends_before: '2026-04-01',
    partial: false,
    documents: 2,
    words: 1_000,
    found,
    kept: 0,
    per_thousand: found,
    low: found / 2,
    high: found * 2,
    ...more,
  };
}

const trend = (...quarters: LanguageQuarter[]): LanguageTrend => ({
  state: 'ready',
  quarters,
  rules: [],
});

describe('the trend in words', () => {
  it('compares the last quarter that is over with those before', () => {
    const told = trendInWords(
      trend(quarter('2026 Q1', 8), quarter('2026 Q2', 2), quarter('2026 Q3', 9, { partial: true })),
    );
    expect(told).toBe(
      '19 phrases in 6 published post-mortems: 2.0 in a thousand words in 2026 Q2, 8.0 before. That is less, and more than chance would bring about.',
    );
    expect(trendInWords(trend(quarter('2026 Q1', 3), quarter('2026 Q2', 2)))).toContain(
      'may be chance',
    );
    expect(trendInWords(trend(quarter('2026 Q1', 1), quarter('2026 Q2', 9)))).toContain(
      'That is more',
    );
  });

  it('says so when there is nothing to compare', () => {
    expect(trendInWords(trend(quarter('2026 Q1', 0, { words: 0 })))).toBe(
      'No post-mortem was published in these quarters.',
    );
    expect(trendInWords(trend(quarter('2026 Q1', 1, { partial: true })))).toContain('too early');
  });
});

it('a rate is as exact as it can be read', () => {
  expect([null, 0, 0.04, 0.5, 12].map(rate)).toEqual(['–', '0', '0.04', '0.5', '12.0']);
});
