import { expect, it } from 'vitest';

import { markedParts, matchedParts } from './matched-parts';

function marked(text: string, words: string): string {
  return matchedParts(text, words)
    .map(({ text: part, matched }) => (matched ? `[${part}]` : part))
    .join('');
}

it('marks every word wherever it stands, whatever the case', () => {
  expect(marked('Ledger ran out; the ledger pool', 'LEDGER pool')).toBe(
    '[Ledger] ran out; the [ledger] [pool]',
  );
});

it('marks places that overlap as one', () => {
  expect(marked('retries', 'ret etri')).toBe('[retri]es');
  expect(marked('aaaa', 'aaa')).toBe('[aaaa]');
});

it('marks nothing rather than the wrong letters', () => {
  expect(marked('İstanbul down', 'down')).toBe('İstanbul down');
  expect(marked('ledger', '')).toBe('ledger');
});

it('takes places in characters, also beyond those of two units', () => {
  expect(markedParts('🜲 pool', [{ start: 2, end: 6 }])).toEqual([
    { text: '🜲 ', matched: false },
    { text: 'pool', matched: true },
  ]);
  expect(markedParts('pool', [])).toEqual([{ text: 'pool', matched: false }]);
});
