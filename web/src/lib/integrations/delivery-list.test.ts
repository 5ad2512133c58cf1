import { expect, it } from 'vitest';

import type { DeliveryPage } from '$lib/api/integration-shapes';
import { ApiError, unreachable } from '$lib/api/problem';

import { DeliveryList } from './delivery-list.svelte';

const PAGE = 3;

/** A server with the deliveries 1 to `newest`, of which those in `waiting` are not read yet. */
function server(newest: number) {
  const state = { newest, waiting: new Set<number>(), down: false };
  const read = (before = state.newest + 1): Promise<DeliveryPage> => {
    if (state.down) return Promise.reject(unreachable());
    const seqs = Array.from({ length: state.newest }, (_, at) => state.newest - at);
    const older = seqs.filter((seq) => seq < before);
    const items = older.slice(0, PAGE).map((seq) => ({
      seq,
      integration: 1,
      received_at: '2026-11-20T10:00:00Z',
      state: state.waiting.has(seq) ? 'waiting' : 'read',
      bytes: 10,
    }));
    return Promise.resolve({ items, next: older.length > PAGE ? items.at(-1)?.seq : null });
  };
  return { state, list: new DeliveryList(read) };
}

const seqs = (list: DeliveryList) => list.rows?.map(({ seq }) => seq);

it('reads on to the first, and offers no more then', async () => {
  const { list } = server(7);
  await list.refresh();
  expect(seqs(list)).toEqual([7, 6, 5]);
  await list.loadOlder();
  expect(list.hasOlder).toBe(true);
  await list.loadOlder();
  expect(seqs(list)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(list.hasOlder).toBe(false);
});

it('takes new ones in above, and those that were read since, as far down as it was read', async () => {
  const { list, state } = server(9);
  state.waiting.add(5);
  await list.refresh();
  await list.loadOlder();
  expect(list.rows?.at(-2)).toMatchObject({ seq: 5, state: 'waiting' });
  state.newest = 10;
  state.waiting.clear();
  await list.refresh();
  expect(seqs(list)).toEqual([10, 9, 8, 7, 6, 5]);
  expect(list.rows?.at(-1)?.state).toBe('read');
  await list.loadOlder();
  expect(seqs(list)?.slice(-3)).toEqual([4, 3, 2]);
});

it('lets nothing come between somebody and the older ones that were asked for', async () => {
  const { list } = server(7);
  await list.refresh();
  await Promise.all([list.refresh(), list.loadOlder(), list.refresh()]);
  expect(seqs(list)).toEqual([7, 6, 5, 4, 3, 2]);
  expect(list.loadingOlder).toBe(false);
});

it('says that the server is away and keeps what it told', async () => {
  const { list, state } = server(2);
  await list.refresh();
  state.down = true;
  await list.refresh();
  expect(list.error).toBeInstanceOf(ApiError);
  expect(seqs(list)).toEqual([2, 1]);
  state.down = false;
  await list.refresh();
  expect(list.error).toBeUndefined();
});
