import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { feed, type FeedChange, type Following } from '$lib/live/feed.svelte';

import { Remote } from './remote.svelte';

const change: FeedChange = {
  seq: 8,
  at: '2026-10-14T16:04:00Z',
  incident: 'INC-57',
  version: 3,
  name: 'action_item.changed',
  place: 'action_item:1',
};

let following: Following | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(feed, 'follow').mockImplementation((given) => {
    following = given;
    return () => undefined;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('is read again after what it does not show yet, and not after what it was read with', async () => {
  const read = vi.fn(() => Promise.resolve('rows'));
  const list = new Remote(read);
  await list.reload();
  await vi.advanceTimersByTimeAsync(10);
  list.follow(({ place }) => place.startsWith('action_item'));
  const known = vi.spyOn(feed, 'knownSince').mockReturnValue(performance.now());
  expect(following?.concerns(change)).toBe(true);
  expect(following?.concerns({ ...change, place: 'section:summary' })).toBe(false);
  await vi.advanceTimersByTimeAsync(10);
  // The page did it itself, and read the list after the answer.
  await list.reload();
  expect(following?.concerns(change)).toBe(false);
  known.mockReturnValue(performance.now() + 1);
  expect(following?.concerns(change)).toBe(true);
  await following?.read();
  expect(read).toHaveBeenCalledTimes(3);
});
