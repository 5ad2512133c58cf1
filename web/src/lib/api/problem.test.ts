import { expect, it } from 'vitest';

import { sentence } from './problem';

it.each([
  ['the name or the password is not right', 'The name or the password is not right.'],
  ['a title is needed', 'A title is needed.'],
  ['due_on (2026-11-20) is after the sprint', 'due_on (2026-11-20) is after the sprint.'],
  ['INC-57 repeats itself', 'INC-57 repeats itself.'],
  ['use a name such as “Europe/Berlin”', 'Use a name such as “Europe/Berlin”.'],
  ['The server could not be reached.', 'The server could not be reached.'],
])('%s', (detail, said) => {
  expect(sentence(detail)).toBe(said);
});
