import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { connection } from '$lib/api/connection.svelte';
import { unreachable } from '$lib/api/problem';

import { MergedReads } from './merged-reads';

const read = vi.fn<() => Promise<unknown>>();
let shown = 0;
let reads: MergedReads<number>;

beforeEach(() => {
  vi.useFakeTimers();
  shown = 0;
  read.mockReset().mockResolvedValue(undefined);
  reads = new MergedReads<number>({ concerns: (version) => version > shown, read, apartMs: 250 });
});
afterEach(() => {
  reads.stop();
  vi.useRealTimers();
});

it('reads once for what comes together, soon', async () => {
  for (const version of [1, 2, 3]) reads.hear(version);
  await vi.advanceTimersByTimeAsync(100);
  expect(read).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(read).toHaveBeenCalledOnce();
});

it('reads at most every quarter of a second, and the last change too', async () => {
  for (let version = 1; version <= 100; version++) {
    reads.hear(version);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(read.mock.calls.length).toBeLessThanOrEqual(4);
  const before = read.mock.calls.length;
  await vi.advanceTimersByTimeAsync(250);
  expect(read).toHaveBeenCalledTimes(before + 1);
});

it('never reads twice at once, and again for what came meanwhile', async () => {
  const answer = new EventTarget();
  const answered = new Promise((resolve) => answer.addEventListener('come', resolve));
  read.mockReturnValueOnce(answered);
  reads.hear(1);
  await vi.advanceTimersByTimeAsync(100);
  reads.hear(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(read).toHaveBeenCalledOnce();
  answer.dispatchEvent(new Event('come'));
  await vi.advanceTimersByTimeAsync(100);
  expect(read).toHaveBeenCalledTimes(2);
});

it('does not read what the answer to an own write has brought meanwhile', async () => {
  reads.hear(1);
  shown = 1;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(read).not.toHaveBeenCalled();
});

it('reads whatever it heard when something was missed', async () => {
  reads.readAnyway();
  await vi.advanceTimersByTimeAsync(100);
  expect(read).toHaveBeenCalledOnce();
});

it('reads again once there is a connection', async () => {
  read.mockRejectedValueOnce(unreachable());
  reads.hear(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(read).toHaveBeenCalledOnce();
  connection.resume();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(read).toHaveBeenCalledTimes(2);
});

it('reads no more once it is stopped', async () => {
  reads.hear(1);
  reads.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(read).not.toHaveBeenCalled();
});
