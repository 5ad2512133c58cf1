import { expect, it } from 'vitest';

import { splitAtTitle } from './quoted';

it('parts a sentence at the title it quotes', () => {
  const sentence = 'INC-31’s action “Add a circuit breaker” was never finished.';
  expect(splitAtTitle(sentence, 'Add a circuit breaker')).toEqual({
    before: 'INC-31’s action ',
    quote: '“Add a circuit breaker”',
    after: ' was never finished.',
  });
});

it('leaves a sentence whole that quotes something else', () => {
  expect(splitAtTitle('It was late.', 'Title')).toEqual({
    before: 'It was late.',
    quote: '',
    after: '',
  });
});
