import { expect, it } from 'vitest';

import { SOURCE_KINDS } from './sources';
import { stepsFor, typedParts } from './steps';

const ADDRESS = 'https://afterword.example.com/hooks/x/key';

it('says for every source where its address goes, and closes every backtick', () => {
  for (const kind of SOURCE_KINDS) {
    const steps = stepsFor(kind, ADDRESS);
    const all = steps.map(({ text, code = '' }) => `${text} ${code}`).join(' ');
    expect(all.includes(ADDRESS) || /\baddress\b/i.test(all), kind).toBe(true);
    for (const { text } of steps) expect(text.split('`').length % 2, text).toBe(1);
    expect(new Set(steps.map(({ text }) => text)).size, kind).toBe(steps.length);
  }
});

it('tells what is typed from the words around it', () => {
  expect(typedParts('`ping` appears, and `x`.')).toEqual([
    { words: 'ping', typed: true },
    { words: ' appears, and ', typed: false },
    { words: 'x', typed: true },
    { words: '.', typed: false },
  ]);
});
