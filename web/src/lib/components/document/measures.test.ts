import { describe, expect, it } from 'vitest';

import type { PostMortem } from '$lib/api/incident-shapes';

import { sortMeasures } from './measures';

const measure = (id: number, votes: number, reason = '') => ({
  id,
  votes: Array.from({ length: votes }, (_, voter) => voter),
  not_chosen_reason: reason,
});

const postmortem = {
  status: 'in_review',
  actions: [{ measure: 2 }],
  measures: [measure(1, 0), measure(2, 6), measure(3, 3), measure(4, 1, 'hides the next one')],
} as unknown as PostMortem;

const ids = (list: { id: number }[]) => list.map(({ id }) => id);

describe('sortMeasures', () => {
  it('ranks what is in the running by votes, without what is in a slot', () => {
    const { candidates, considered } = sortMeasures(postmortem);
    expect(ids(candidates)).toEqual([3, 1]);
    expect(ids(considered)).toEqual([4]);
  });

  it('puts everything left over aside once published', () => {
    const { candidates, considered } = sortMeasures({ ...postmortem, status: 'published' });
    expect(candidates).toEqual([]);
    expect(ids(considered)).toEqual([1, 3, 4]);
  });
});
