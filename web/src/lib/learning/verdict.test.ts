import { describe, expect, it } from 'vitest';

import type { Reading } from '$lib/api/pattern-shapes';

import { someOfEach, verdict, verdictsInWords } from './verdict';

function span(recurrences: number, days: number) {
  const per_100_days = (recurrences / days) * 100;
  return { recurrences, days, per_100_days, low: 0, high: 2 * per_100_days };
}

function words(
  reading: Reading,
  before: [recurrences: number, days: number],
  after: [recurrences: number, days: number],
): string {
  const [earlier, later] = [span(...before), span(...after)];
  const expected_after = (earlier.per_100_days / 100) * later.days;
  const value = expected_after > 0 ? later.recurrences / expected_after : 0;
  const { word, sentence } = verdict({
    reading,
    before: earlier,
    after: later,
    expected_after,
    ratio: expected_after > 0 ? { value, low: 0, high: 2 } : null,
    finished_on: '2026-07-01',
  });
  return `${word}: ${sentence}`;
}

describe('a verdict', () => {
  it('is graded, and says on what it rests', () => {
    expect(words('worked', [7, 408], [0, 244])).toBe(
      'Most likely: 4.2 were expected since, none came',
    );
    expect(words('perhaps_fewer', [5, 275], [4, 376])).toBe(
      'Perhaps: 6.8 were expected, 4 came; it may be chance',
    );
    expect(words('no_change', [4, 384], [5, 267])).toBe('No sign of it: more often, within chance');
    expect(words('no_change', [4, 200], [5, 200])).toContain(': a little more often, within');
    expect(words('no_change', [4, 200], [0, 60])).toContain(': less often, within chance');
    expect(words('no_change', [4, 200], [3, 200])).toContain('a little less often');
    expect(words('no_change', [10, 200], [11, 200])).toContain('as often as before');
    expect(words('no_change', [0, 92], [1, 541])).toBe(
      'No sign of it: it had never come before; 1 came since, within chance',
    );
    expect(words('did_not_work', [3, 208], [10, 443])).toBe(
      'No: more often than before, beyond chance',
    );
    expect(words('did_not_work', [0, 469], [3, 164])).toBe(
      'No: it had never come before; 3 came since',
    );
  });

  it('says when to ask again, unless that is too far away', () => {
    expect(words('too_early', [5, 500], [0, 105])).toBe(
      'Too early: 105 days; ask again in January 2027',
    );
    expect(words('too_early', [8, 500], [0, 60])).toBe('Too early: 60 days; ask again in November');
    expect(words('too_early', [1, 600], [0, 60])).toContain('too seldom to tell soon');
    expect(words('too_early', [0, 600], [0, 1])).toBe(
      'Too early: 1 day; it came too seldom to tell soon',
    );
  });
});

const many = (readings: Reading[]) => readings.map((reading, id) => ({ id, reading }));

it('sums the verdicts up', () => {
  expect(verdictsInWords(many(['worked', 'too_early', 'too_early', 'did_not_work']))).toBe(
    'Of 4 finished actions 1 most likely worked, 2 cannot be judged yet, 1 did not.',
  );
});

describe('the first of a long list', () => {
  const list = many([
    'perhaps_fewer',
    'too_early',
    'too_early',
    'no_change',
    'no_change',
    'no_change',
    'no_change',
    'did_not_work',
  ]);
  const ids = (most: number) => someOfEach(list, most).map(({ id }) => id);

  it('have each verdict among them, in the order of the list', () => {
    expect(ids(4)).toEqual([0, 1, 3, 7]);
    expect(ids(6)).toEqual([0, 1, 2, 3, 4, 7]);
  });

  it('are all when there are no more', () => {
    expect(ids(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(someOfEach([], 10)).toEqual([]);
  });
});
