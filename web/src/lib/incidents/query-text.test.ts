import { describe, expect, it } from 'vitest';

import {
  condition,
  partAt,
  partsOf,
  refusalInPlace,
  refusedPart,
  settledAndTyped,
} from './query-text';

const shape = (query: string) => partsOf(query).map(({ key, value }) => [key, value]);

describe('a query taken apart', () => {
  it('tells conditions from words', () => {
    expect(shape('since:2026-06 pool -is:drill full')).toEqual([
      ['since', '2026-06'],
      ['', 'pool'],
      ['is', 'drill'],
      ['', 'full'],
    ]);
    expect(partsOf('-is:drill -pool').map(({ negated }) => negated)).toEqual([true, true]);
    expect(partsOf('-')[0]).toMatchObject({ negated: false, value: '-' });
  });

  it('keeps a quotation together and its quotes out of the value', () => {
    expect(shape('factor:"retries not bounded" "pool: full"')).toEqual([
      ['factor', 'retries not bounded'],
      ['', 'pool: full'],
    ]);
    expect(shape('factor:"never closed')).toEqual([['factor', 'never closed']]);
  });

  it('takes a time of day or an address for a word', () => {
    expect(shape('09:41 https://x.test/a')).toEqual([
      ['', '09:41'],
      ['', 'https://x.test/a'],
    ]);
  });

  it('counts places in characters, as the server does', () => {
    expect(partsOf('  📉 colour:red').map(({ at }) => at)).toEqual([3, 5]);
    expect(partsOf('')).toEqual([]);
  });
});

it('leaves the words behind the last condition to the typing', () => {
  expect(settledAndTyped('pool is:repeat ledger failed')).toEqual({
    settled: ['pool', 'is:repeat'],
    typed: 'ledger failed',
  });
  expect(settledAndTyped('ledger failed')).toEqual({ settled: [], typed: 'ledger failed' });
});

it('finds the part at the caret', () => {
  expect(partAt('pool is:re', 10)).toEqual({ start: 5, end: 10, text: 'is:re' });
  expect(partAt('pool is:re', 7)).toEqual({ start: 5, end: 10, text: 'is:re' });
  expect(partAt('pool ', 5)).toEqual({ start: 5, end: 5, text: '' });
  expect(partAt('factor:"retries not', 19).text).toBe('factor:"retries not');
});

it('quotes a name only where it has spaces', () => {
  expect(condition('factor', 'retries not bounded', true)).toBe('-factor:"retries not bounded"');
  expect(condition('service', 'ledger')).toBe('service:ledger');
});

it('finds what a refusal speaks of', () => {
  const refusal = 'at character 6: “colour:red” is not a key this list knows';
  expect(refusedPart('pool colour:red ledger', refusal)?.text).toBe('colour:red');
  // An open quotation is refused where it opens, inside its part.
  expect(refusedPart('x factor:"open', 'at character 10: “"” opens')?.text).toBe('factor:"open');
  expect(refusedPart('pool', 'The server could not be reached.')).toBeUndefined();
  expect(refusalInPlace(refusal)).toBe('“colour:red” is not a key this list knows');
});
