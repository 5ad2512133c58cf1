import { describe, expect, it } from 'vitest';

import { expiry } from './expiry';

const now = Date.parse('2026-10-08T12:00:00Z');

describe('when a token expires', () => {
  it.each([
    [null, 'never', false],
    ['2026-10-08T13:00:00Z', 'within a day', true],
    ['2026-10-09T12:00:00Z', 'in 1 day', true],
    ['2026-10-21T12:00:00Z', 'in 13 days', true],
  ])('of %s is told as “%s”', (at, words, soon) => {
    expect(expiry(at, now)).toEqual({ words, soon });
  });

  it('is a date when it is far, and a warning once it is over', () => {
    expect(expiry('2026-10-22T12:00:00Z', now).soon).toBe(false);
    const over = expiry('2026-10-01T12:00:00Z', now);
    expect(over.soon).toBe(true);
    expect(over.words).toMatch(/^expired /);
  });
});
