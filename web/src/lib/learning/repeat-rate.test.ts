import { describe, expect, it } from 'vitest';

import { quarter } from '../../test/quarter';

import { ratePoints, rateSentence } from './repeat-rate';

const Q2 = quarter('2026 Q2', { reviewed: 9, repeats: 3, low: 0.121, high: 0.646 });
const Q3 = quarter('2026 Q3', { reviewed: 13, repeats: 4, low: 0.127, high: 0.576 });
const EMPTY_NOW = quarter('2026 Q4', { incidents: 6, partial: true });

function words(...quarters: Parameters<typeof rateSentence>[0]): string {
  const sentence = rateSentence(quarters);
  return sentence ? `${sentence.before} ${sentence.counts} ${sentence.after}` : '';
}

describe('the sentence', () => {
  it('counts, and does not call a difference within the intervals a change', () => {
    expect(words(Q2, Q3, EMPTY_NOW)).toBe(
      'Last quarter 4 of 13 incidents had a root cause we had already met. ' +
        'The interval is wide: this may be a fall, or it may be chance.',
    );
    const fewer = quarter('2026 Q2', { reviewed: 9, repeats: 2, low: 0.06, high: 0.55 });
    expect(words(fewer, Q3)).toContain('this may be a rise, or it may be chance');
  });

  it('says rise or fall only when the intervals do not meet', () => {
    const low = quarter('2026 Q2', { reviewed: 60, repeats: 3, low: 0.017, high: 0.137 });
    const high = quarter('2026 Q3', { reviewed: 60, repeats: 30, low: 0.377, high: 0.623 });
    expect(words(low, high)).toContain('That is a rise');
    const later = { ...low, label: '2026 Q4' };
    expect(words(high, later)).toContain('That is a fall');
  });

  it('does not call a narrow interval wide', () => {
    const before = quarter('2026 Q2', { reviewed: 200, repeats: 20, low: 0.066, high: 0.149 });
    const after = quarter('2026 Q3', { reviewed: 200, repeats: 22, low: 0.074, high: 0.161 });
    expect(words(before, after)).toContain('The intervals overlap: this may be a rise');
  });

  it('keeps the doubt when nothing repeated', () => {
    const none = quarter('2026 Q2', { reviewed: 9, repeats: 0, low: 0, high: 0.299 });
    expect(words(none, { ...none, label: '2026 Q3' })).toBe(
      'Last quarter none of 9 incidents had a root cause we had already met. ' +
        'With so few the true share may still be up to 30%.',
    );
  });

  it('names the quarter when it is not the last one', () => {
    const unread = quarter('2026 Q3', { incidents: 4 });
    expect(words(Q2, unread, EMPTY_NOW)).toMatch(/^In 2026 Q2 3 of 9 .* no earlier quarter/);
  });

  it('speaks of this quarter when there is no other, and of nothing when nothing is read', () => {
    const now = quarter('2026 Q4', { reviewed: 1, repeats: 0, partial: true });
    expect(words(now)).toContain('This quarter, so far, none of 1 incident had');
    expect(rateSentence([EMPTY_NOW])).toBeNull();
    expect(rateSentence([])).toBeNull();
  });
});

it('puts the year where it starts, and leaves an unread quarter without a point', () => {
  const points = ratePoints([
    quarter('2025 Q4'),
    quarter('2026 Q1', {
      reviewed: 4,
      repeats: 1,
      low: 0.05,
      high: 0.7,
      year: { repeats: 5, incidents: 20 },
    }),
    EMPTY_NOW,
  ]);
  expect(points.map(({ label, group }) => [label, group])).toEqual([
    ['Q4', '2025'],
    ['Q1', '2026'],
    ['Q4', undefined],
  ]);
  expect(points.map(({ value }) => value)).toEqual([null, 0.25, null]);
  expect(points[2]?.partial).toBe(true);
  expect(points.map(({ year }) => year)).toEqual([null, 0.25, null]);
});
