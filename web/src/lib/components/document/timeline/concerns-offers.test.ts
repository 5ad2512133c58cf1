import { describe, expect, it } from 'vitest';

import type { FeedChange } from '$lib/live/feed.svelte';

import { concernsOffers } from './concerns-offers';

describe('concernsOffers', () => {
  it.each([
    ['signals:3,7', true],
    ['signals:7', true],
    ['signals:17', false],
    ['signals:1,2', false],
    ['signals:1,channel', true],
    ['section:summary', false],
    ['settings.changed', false],
  ])('of %s: %s', (place, concerned) => {
    expect(concernsOffers({ place } as FeedChange, [7, 9])).toBe(concerned);
  });
});
