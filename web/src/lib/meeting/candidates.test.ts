import { describe, expect, it } from 'vitest';

import type { ActionItem, Measure, PostMortem } from '$lib/api/incident-shapes';

import { meetingView } from '../../test/meeting';

import { candidates, inSlots, letterOf, slotFor } from './candidates';

function measure(id: number, given: Partial<Measure> = {}): Measure {
  const plain = { effect: null, effort_days: 1, factor: null, note: '', told: null };
  return { id, title: `Measure ${id}`, votes: [], not_chosen_reason: '', ...plain, ...given };
}

const taken = (id: number, of: number) => ({ id, measure: of }) as ActionItem;

function postmortem(measures: Measure[], actions: ActionItem[] = []) {
  return { measures, actions } as PostMortem;
}

const closed = meetingView();
const open = meetingView({ voting: { ...closed.voting, state: 'open' } });

describe('the rows', () => {
  const measures = [
    measure(4, { votes: [1, 2] }),
    measure(2),
    measure(3, { not_chosen_reason: 'too dear' }),
  ];

  it('keep their letters whatever the vote says', () => {
    const letters = (meeting: typeof open) =>
      candidates(postmortem(measures), meeting).map(({ letter, measure: { id } }) => letter + id);
    expect(letters(open)).toEqual(['A2', 'C4', 'B3']);
    expect(letters(closed)).toEqual(['C4', 'A2', 'B3']);
  });

  it('know their slots, and what stands in one is never put aside', () => {
    const rows = candidates(postmortem(measures, [taken(1, 4), taken(2, 3)]), open);
    expect(rows.map(({ measure: { id }, slot }) => [id, slot])).toEqual([
      [2, undefined],
      [3, 2],
      [4, 1],
    ]);
  });

  it('reckon together what the slots hold', () => {
    const cost = { cents: 160_000, currency: 'EUR' };
    const weigh = (of: number) => ({
      measure: of,
      cost,
      share: null,
      yearly_loss: null,
      worth: 'cannot_say' as const,
      chance: null,
      sentence: '',
      computed: [],
      warnings: [],
    });
    const view = meetingView({ weighed: [weigh(2), weigh(4)] });
    const rows = candidates(postmortem([measure(2), measure(4)], [taken(1, 2), taken(2, 4)]), view);
    expect(inSlots(rows, 4_600_000)).toEqual({
      days: 2,
      cents: 320_000,
      currency: 'EUR',
      share: 320_000 / 4_600_000,
    });
    expect(inSlots(candidates(postmortem([measure(2)]), view), 4_600_000)).toBeUndefined();
  });
});

it('names more measures than there are letters', () => {
  expect([0, 25, 26, 27, 52].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AB', 'BA']);
});

it('fills slots in their order, and writes over none', () => {
  expect(slotFor(3, 2, 3)).toEqual({ slot: 3 });
  expect(slotFor(3, 0, 3)).toEqual({ slot: 1 });
  expect(slotFor(1, 1, 3)).toEqual({ refused: 'Slot 1 is taken. Take it out with 0 first.' });
  expect(slotFor(1, 3, 3)).toMatchObject({ refused: expect.stringMatching(/^All 3 slots/) });
  expect(slotFor(3, 0, 2)).toEqual({ refused: 'There are 2 slots.' });
});
