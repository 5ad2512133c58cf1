import { expect, it } from 'vitest';

import { prettyJson } from './pretty-json';

it('lays out what JSON.stringify would, where nothing is rounded', () => {
  const values = [
    {},
    [],
    { a: [], b: {}, c: [1, [2, { d: null }]] },
    [true, 'a "quoted", {braced}: [text]\\', -1.5e3],
    { 'na:me': 'line\nbreak', ü: '\u2028' },
    'alone',
    7,
  ];
  for (const value of values) {
    expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    expect(prettyJson(JSON.stringify(value, null, 7))).toBe(JSON.stringify(value, null, 2));
  }
});

it('keeps every digit and every name', () => {
  expect(prettyJson('{"id":12345678901234567890,"n":1.50,"n":2}')).toBe(
    '{\n  "id": 12345678901234567890,\n  "n": 1.50,\n  "n": 2\n}',
  );
});

it('leaves alone what is not JSON', () => {
  for (const text of ['', '{"a":', 'payload=%7B%7D', '{"a": 1} x']) {
    expect(prettyJson(text)).toBe(text);
  }
});
