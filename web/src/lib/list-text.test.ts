import { expect, it } from 'vitest';

import { listText, readList } from './list-text';

it('reads entries divided by commas or lines, each once', () => {
  expect(readList(' critical, page ,\n\nemergency\ncritical,')).toEqual([
    'critical',
    'page',
    'emergency',
  ]);
  expect(readList(' , \n')).toEqual([]);
});

it('gives back what it wrote', () => {
  const lists = [
    [],
    ['checkout'],
    ['checkout-api', 'acme/checkout', 'Check out'],
    ['a, b', 'c', '"quoted"', 'the 19" rack', 'both "," of them'],
  ];
  for (const list of lists) expect(readList(listText(list))).toEqual(list);
});
