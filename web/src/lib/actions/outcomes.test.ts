import { expect, it } from 'vitest';

import { outcomeNotes } from './outcomes';

it('says in a few words whether it worked, with the counts behind them', () => {
  const span = (recurrences: number, days: number) => ({
    recurrences,
    days,
    per_100_days: 0,
    low: 0,
    high: 1,
  });
  const notes = outcomeNotes([
    {
      incident: 'INC-47',
      action: 2,
      title: 'Refuse a payout batch that already ran',
      factor: 3,
      finished_on: '2026-10-02',
      before: span(2, 400),
      after: span(0, 12),
      ratio: null,
      expected_after: 0.1,
      reading: 'too_early',
    },
  ]);
  expect([...notes.keys()]).toEqual(['INC-47 2']);
  expect(notes.get('INC-47 2')?.words).toBe('too early to tell');
  expect(notes.get('INC-47 2')?.why).toMatch(/12 days|too/);
});
