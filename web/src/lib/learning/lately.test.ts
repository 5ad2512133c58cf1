import { expect, it } from 'vitest';

import { latelyWords, quietSpan } from './lately';

const NOW = new Date('2026-10-14T12:00:00Z');

it('says how a factor behaves, and nothing when it is as it was', () => {
  expect(latelyWords('growing', '2026-10-01T00:00:00Z', NOW)).toBe('growing');
  expect(latelyWords('fewer', '2026-10-01T00:00:00Z', NOW)).toBe('fewer lately');
  expect(latelyWords('quiet', '2026-02-12T00:00:00Z', NOW)).toBe('quiet 8 months');
  expect(latelyWords('steady', '2026-10-01T00:00:00Z', NOW)).toBe('');
});

it('counts a silence in what it is long in', () => {
  expect([0, 1, 13, 14, 60, 61, 244, 800].map(quietSpan)).toEqual([
    '0 days',
    '1 day',
    '13 days',
    '2 weeks',
    '9 weeks',
    '2 months',
    '8 months',
    '26 months',
  ]);
});
