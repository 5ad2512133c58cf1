import { describe, expect, it } from 'vitest';

import { complete, type Vocabulary } from './query-fields';

const vocabulary = {
  services: [
    { id: 1, name: 'ledger', team: 1 },
    { id: 2, name: 'edge-proxy', team: null },
  ],
  teams: [{ id: 1, name: 'Payments' }],
  people: [{ id: 1, handle: 'mika', name: 'Mika Aalto' }],
  factors: [{ id: 1, label: 'Retries not bounded' }],
} as unknown as Vocabulary;

const NOW = new Date('2026-01-14T12:00:00Z');
const suggestions = (part: string) => complete(part, vocabulary, NOW).suggestions;
const texts = (part: string) => suggestions(part).map(({ text }) => text);

describe('what a part could become', () => {
  it('offers the values of a key, with a word on each', () => {
    expect(suggestions('is:re')[0]).toEqual({
      text: 'is:repeat',
      word: 'its cause was met before',
      open: false,
    });
    expect(texts('service:')).toEqual(['service:ledger', 'service:edge-proxy']);
    expect(suggestions('service:l')[0]?.word).toBe('Payments');
  });

  it('keeps the minus, quotes names with spaces and completes after a comma', () => {
    expect(texts('-factor:"ret')).toEqual(['-factor:"Retries not bounded"']);
    expect(texts('sev:1,')).toContain('sev:1,3');
    expect(texts('service:ledger,ed')).toEqual(['service:ledger,edge-proxy']);
  });

  it('lets Enter take the first only where what is typed means nothing by itself', () => {
    const preselected = (part: string) => complete(part, vocabulary, NOW).preselected;
    for (const part of ['is:', 'is:re', '-service:le', 'since:', 'sev:1,']) {
      expect(preselected(part), part).toBe(true);
    }
    for (const part of ['led', 'sev:1', 'since:2026', 'lasted:>1', 'is:repeat', 'colour:red']) {
      expect(preselected(part), part).toBe(false);
    }
  });

  it('finds a person by handle or by name', () => {
    expect(texts('owner:mik')).toEqual(['owner:mika']);
    expect(texts('owner:aalto')).toEqual(['owner:mika']);
  });

  it('offers keys and names while no colon is typed', () => {
    expect(texts('s')).toEqual(['sev:', 'service:', 'since:']);
    expect(texts('ledg')).toEqual(['service:ledger']);
    expect(texts('retr')).toEqual(['factor:"Retries not bounded"']);
    expect(texts('')).toEqual([]);
  });

  it('reckons months back over the turn of the year', () => {
    expect(texts('since:')).toEqual([
      'since:2026-01',
      'since:2025-12',
      'since:2025-10',
      'since:2026',
      'since:2025',
    ]);
  });

  it('offers nothing for what is whole already, or for a key nobody knows', () => {
    expect(texts('is:repeat')).toEqual([]);
    expect(texts('colour:')).toEqual([]);
  });
});
