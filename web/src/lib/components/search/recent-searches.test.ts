import { beforeEach, expect, it } from 'vitest';

import { forgetSearches, recentSearches, rememberSearch } from './recent-searches';

beforeEach(() => localStorage.clear());

it('keeps the latest six, each once, the latest first', () => {
  for (const words of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) {
    rememberSearch(words);
  }
  rememberSearch(' Four ');
  expect(recentSearches()).toEqual(['Four', 'seven', 'six', 'five', 'three', 'two']);
});

it('keeps no single letters', () => {
  rememberSearch(' a ');
  expect(recentSearches()).toEqual([]);
});

it('forgets', () => {
  rememberSearch('ledger');
  forgetSearches();
  expect(recentSearches()).toEqual([]);
});

it('starts afresh over what it cannot read', () => {
  localStorage.setItem('afterword-recent-searches', '{');
  expect(recentSearches()).toEqual([]);
  localStorage.setItem('afterword-recent-searches', '[1,"ledger"]');
  expect(recentSearches()).toEqual(['ledger']);
});
