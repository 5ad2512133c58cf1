import { describe, expect, it } from 'vitest';

import { ballotWith, shownVotes, votingWords } from './votes';

const voting = { votes_each: 3, yours: [2], voters: 2 };
const measure = { id: 2, votes: [7, 1, 9] };

describe('while voting is open', () => {
  const open = { ...voting, state: 'open' as const };

  it('shows only one’s own vote', () => {
    expect(shownVotes(measure, open, 1)).toMatchObject({ dots: ['mine'], mine: true });
    expect(shownVotes({ ...measure, id: 3 }, open, 1)).toMatchObject({ dots: [], mine: false });
    expect(votingWords(open, false)).toBe('2 of your 3 votes left, 2 people voted');
  });
});

describe('once it is closed', () => {
  const closed = { ...voting, state: 'closed' as const };

  it('shows everybody’s, one’s own first', () => {
    expect(shownVotes(measure, closed, 1)).toEqual({
      dots: ['mine', 'other', 'other'],
      mine: true,
      spoken: '3 votes, 1 yours',
    });
    expect(shownVotes(measure, closed, undefined)).toMatchObject({
      dots: ['other', 'other', 'other'],
      spoken: '3 votes',
    });
  });

  it('says so only if there was a vote', () => {
    expect(votingWords(closed, true)).toBe('voting closed');
    expect(votingWords(closed, false)).toBe('not voted yet');
  });
});

it('gives a vote, takes it back, and has no fourth', () => {
  expect(ballotWith(voting, 5)).toEqual([2, 5]);
  expect(ballotWith(voting, 2)).toEqual([]);
  expect(ballotWith({ ...voting, yours: [1, 2, 3] }, 5)).toBeUndefined();
  expect(ballotWith({ ...voting, yours: [1, 2, 3] }, 3)).toEqual([1, 2]);
});
