import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Connection } from './connection.svelte';

const probe = vi.fn<() => Promise<boolean>>();
const again = vi.fn();
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  probe.mockReset().mockResolvedValue(false);
  again.mockReset();
  connection = new Connection(probe);
});
afterEach(() => vi.useRealTimers());

it('asks ever more seldom while nobody answers, and no more once somebody does', async () => {
  connection.lost();
  connection.lost();
  await vi.advanceTimersByTimeAsync(300);
  expect(probe).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(probe).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(probe).toHaveBeenCalledTimes(2);
  probe.mockResolvedValue(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(connection.reachable).toBe(true);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(probe).toHaveBeenCalledTimes(3);
});

it('asks again for what failed, once', async () => {
  connection.lost();
  connection.onReturn(again);
  const gone = vi.fn();
  connection.onReturn(gone)();
  probe.mockResolvedValue(true);
  await connection.tryNow();
  connection.lost();
  await connection.tryNow();
  expect(again).toHaveBeenCalledOnce();
  expect(gone).not.toHaveBeenCalled();
});

it('takes any answer of the server for one, but not that of a proxy before it', () => {
  connection.answered(new Response(null, { status: 502 }));
  expect(connection.reachable).toBe(false);
  connection.answered(new Response(null, { status: 500 }));
  expect(connection.reachable).toBe(true);
});

it('keeps waiting when it was asked to try and still nobody answers', async () => {
  connection.lost();
  await connection.tryNow();
  expect(connection.reachable).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(probe).toHaveBeenCalledTimes(2);
});
