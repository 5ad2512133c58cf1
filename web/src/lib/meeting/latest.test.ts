import { expect, it } from 'vitest';

import { Latest } from './latest';

it('sends the first and the last of many, one after the other', async () => {
  const sent: number[] = [];
  let answer: () => void = () => undefined;
  const latest = new Latest<number>((value) => {
    sent.push(value);
    return new Promise((resolve) => (answer = resolve));
  });
  [1, 2, 3, 4].forEach((value) => latest.push(value));
  expect(sent).toEqual([1]);
  answer();
  await Promise.resolve();
  await Promise.resolve();
  expect(sent).toEqual([1, 4]);
  answer();
  await Promise.resolve();
  await Promise.resolve();
  latest.push(5);
  expect(sent).toEqual([1, 4, 5]);
});
