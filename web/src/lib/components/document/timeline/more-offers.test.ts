import { describe, expect, it } from 'vitest';

import { moreWords, unlistedWords } from './more-offers';

const none = { said: 0, happened: 0, set_aside: 0 };

describe('moreWords', () => {
  it('says nothing where all are listed', () => {
    expect(moreWords({ ...none, set_aside: 3 })).toBeUndefined();
  });

  it.each([
    [{ ...none, said: 40 }, 'And 40 more: 40 earlier messages. They are'],
    [{ ...none, happened: 1 }, 'And 1 more: 1 later event. It is'],
    [
      { ...none, said: 1_200, happened: 2 },
      'And 1,202 more: 1,200 earlier messages and 2 later events. They are',
    ],
  ])('of %o', (more, begin) => {
    expect(moreWords(more)).toBe(`${begin} offered once some of these are added or left out.`);
  });
});

describe('unlistedWords', () => {
  it.each([
    [0, undefined],
    [1, '1 thing before these is not listed.'],
    [12, '12 things before these are not listed.'],
  ])('of %i', (set_aside, words) => {
    expect(unlistedWords({ ...none, set_aside })).toBe(words);
  });
});
