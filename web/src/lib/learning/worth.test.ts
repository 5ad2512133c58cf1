import { expect, it } from 'vitest';

import { worthWords } from './worth';

it.each([
  ['worth_it', 0.97, 'worth it, 97% sure'],
  ['worth_it', 0.9999, 'worth it, over 99% sure'],
  ['not_worth_it', 0.04, 'not worth it, 96% sure'],
  ['about_even', 0.6, 'about even, 60% for it'],
  ['cannot_say', null, 'cannot say yet'],
] as const)('reads %s at %s as “%s”', (worth, chance, words) => {
  expect(worthWords({ worth, chance })).toBe(words);
});
