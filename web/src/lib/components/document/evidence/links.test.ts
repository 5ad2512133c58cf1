/** Addresses that are found in what somebody types. */

import { describe, expect, it } from 'vitest';

import { linksIn, shortly } from './links';

const merge = 'https://git.example.org/core/ledger/-/merge_requests/4821';

describe('addresses in a text', () => {
  it('are found without the sentence around them', () => {
    const found = (text: string) => linksIn(text, []);
    expect(found(`Rolled back by ${merge}.`)).toEqual([merge]);
    expect(found(`(see ${merge}), then`)).toEqual([merge]);
    expect(found(`[the fix](${merge}) helped`)).toEqual([merge]);
    expect(found(`<${merge}>`)).toEqual([merge]);
    expect(found('https://example.org/a_(b)')).toEqual(['https://example.org/a_(b)']);
    expect(found('https://example.org/?q=a,b&c=[1]')).toEqual(['https://example.org/?q=a,b&c=[1]']);
  });

  it('are each offered once, and not when they are evidence', () => {
    const other = 'https://example.org/2';
    expect(linksIn(`${merge} ${other} ${merge}`, [])).toEqual([merge, other]);
    expect(linksIn(`${merge} ${other}`, [merge])).toEqual([other]);
    const many = Array.from({ length: 9 }, (_, at) => `https://example.org/${at}`);
    expect(linksIn(many.join(' '), [])).toHaveLength(4);
  });

  it('are none where there is no address', () => {
    for (const text of [
      '',
      'https://',
      'http:///x',
      'javascript:alert(1)',
      'ftp://a',
      'https://[',
    ]) {
      expect(linksIn(text, []), text).toEqual([]);
    }
  });

  it('are told shortly', () => {
    expect(shortly(merge)).toBe('git.example.org/…/4821');
    expect(shortly('https://example.org')).toBe('example.org');
    expect(shortly('https://example.org/runbook/')).toBe('example.org/runbook');
    expect(shortly(`https://example.org/a/${'x'.repeat(60)}`)).toHaveLength(46);
  });
});
