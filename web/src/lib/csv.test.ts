import { expect, it } from 'vitest';

import { toCsv } from './csv';

it('quotes only what needs it, and doubles the quotes', () => {
  expect(
    toCsv([
      ['Retries not bounded', 13, 'Saturation, in search'],
      ['say "no"', 0, ''],
    ]),
  ).toBe('Retries not bounded,13,"Saturation, in search"\r\n"say ""no""",0,\r\n');
});

it('keeps a line break inside its cell', () => {
  expect(toCsv([['two\nlines', 'a\r\nb']])).toBe('"two\nlines","a\r\nb"\r\n');
});

it('writes numbers as they are, below nought too, and nothing for what is none', () => {
  expect(toCsv([[-3, 0.25, Number.NaN, Infinity]])).toBe('-3,0.25,,\r\n');
});

it('lets no text run as a formula', () => {
  expect(toCsv([['=HYPERLINK("x")', '+1', '-1', '@a', '\tb']])).toBe(
    '"\'=HYPERLINK(""x"")",\'+1,\'-1,\'@a,\'\tb\r\n',
  );
});

it('ends every line, and is empty for nothing', () => {
  expect(toCsv([])).toBe('');
  expect(toCsv([['a'], ['b']])).toBe('a\r\nb\r\n');
});
