import { expect, it } from 'vitest';

import type { YearOfActions } from '$lib/api/pattern-shapes';

import { outcome } from '../../test/patterns';
import { yearGroups, yearInWords } from './year-of-actions';

const year: YearOfActions = {
  year: 2026,
  partial: true,
  years: [2026, 2025],
  finished: 3,
  readings: [
    { reading: 'worked', items: 1 },
    { reading: 'perhaps_fewer', items: 0 },
    { reading: 'too_early', items: 2 },
    { reading: 'no_change', items: 0 },
    { reading: 'did_not_work', items: 0 },
  ],
  outcomes: [
    outcome(),
    outcome({ action: 2, reading: 'too_early' }),
    outcome({ action: 3, reading: 'too_early' }),
  ],
};

it('groups by what can be told, with what is too early last', () => {
  const groups = yearGroups(year);
  expect(groups.map(({ words, items }) => `${items} ${words}`)).toEqual([
    '1 Most likely worked',
    '2 Too early to tell',
  ]);
  expect(groups[1]?.outcomes.map(({ action }) => action)).toEqual([2, 3]);
});

it('says the year in a sentence', () => {
  expect(yearInWords(year)).toBe(
    '3 actions against a factor were finished in 2026 so far: 1 worked, most likely or perhaps, none did not, none left no sign, 2 cannot be judged yet.',
  );
  expect(yearInWords({ ...year, finished: 0, partial: false })).toBe(
    'No action against a factor was finished in 2026.',
  );
});
