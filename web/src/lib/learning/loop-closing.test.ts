import { expect, it } from 'vitest';

import { quarter } from '../../test/quarter';

import { loopClosing } from './loop-closing';

it('holds the last two quarters that are over against each other', () => {
  const closing = loopClosing([
    quarter('2026 Q2', {
      reviewed: 9,
      actions: { done_on_time: 13, due: 25 },
      withinWeek: { held: 5, of: 9 },
      overdueAtEnd: 7,
      detectMedian: 660,
    }),
    quarter('2026 Q3', {
      reviewed: 13,
      actions: { done_on_time: 33, due: 54 },
      withinWeek: { held: 10, of: 13 },
      overdueAtEnd: 5,
      detectMedian: 540,
    }),
    quarter('2026 Q4', { incidents: 6, partial: true, overdueAtEnd: 9 }),
  ]);
  expect(closing).toMatchObject({ now: 'Q3', before: 'Q2', quarters: 2 });
  expect(closing?.measures.map(({ now, before }) => [now, before])).toEqual([
    ['61%', '52%'],
    ['10 of 13', '5 of 9'],
    ['5', '7'],
    ['9 min', '11 min'],
  ]);
  expect(closing?.measures[2]?.series).toEqual([7, 5]);
});

it('has the counts beside each share, and says the series', () => {
  const closing = loopClosing([
    quarter('2026 Q2', { incidents: 1, actions: { done_on_time: 13, due: 25 } }),
    quarter('2026 Q3', { incidents: 1, actions: { done_on_time: 33, due: 54 } }),
  ]);
  const [finished, held] = closing?.measures ?? [];
  expect(finished).toMatchObject({ counts: '33 of 54', spoken: '52%, 61%' });
  expect(held).toMatchObject({ counts: undefined, spoken: '' });
  expect(closing?.measures.every(({ definition }) => definition.endsWith('.'))).toBe(true);
});

it('leaves out what is not known instead of calling it nought', () => {
  const closing = loopClosing([
    quarter('2026 Q2', { incidents: 1 }),
    quarter('2026 Q3', { incidents: 2 }),
  ]);
  expect(closing?.measures.map(({ now }) => now)).toEqual(['–', '–', '0', '–']);
  expect(closing?.measures[0]?.series).toEqual([]);
});

it('says nothing before there is a quarter to speak of', () => {
  expect(loopClosing([quarter('2026 Q4', { reviewed: 3, partial: true })])).toBeNull();
  expect(loopClosing([quarter('2026 Q2'), quarter('2026 Q3')])).toBeNull();
});
