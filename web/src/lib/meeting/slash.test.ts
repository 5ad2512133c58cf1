import { expect, it } from 'vitest';

import { completed, completions, slashWords } from './slash';

const words = (text: string) => completions(text).map((suggestion) => suggestion.text);

it('offers every word at a slash, and those that still fit as it is typed', () => {
  expect(words('/')).toEqual(['/factor', '/action', '/question']);
  expect(words('/F')).toEqual(['/factor']);
  expect(words('/x')).toEqual([]);
});

it('keeps quiet in a note, and once a word is there', () => {
  expect(words('')).toEqual([]);
  expect(words('a note')).toEqual([]);
  expect(words('/factor ')).toEqual([]);
  expect(words('see /var/log')).toEqual([]);
});

it('completes to the word and the space after it', () => {
  expect(slashWords.map(completed)).toEqual(['/factor ', '/action ', '/question ']);
});
