import { expect, it, vi } from 'vitest';

import type { Version, VersionPage } from '$lib/api/history-shapes';
import { unreachable } from '$lib/api/problem';

import { VersionList } from './version-list.svelte';

const versions = (...numbers: number[]) => numbers.map((version) => ({ version }) as Version);

function listOf(...pages: (VersionPage | Error)[]) {
  const read = vi.fn(() => {
    const page = pages.shift();
    return page instanceof Error ? Promise.reject(page) : Promise.resolve(page as VersionPage);
  });
  return { list: new VersionList('INC-57', read), read };
}

const shown = (list: VersionList) => list.versions?.map(({ version }) => version);

it('reads on to the first version', async () => {
  const { list, read } = listOf(
    { items: versions(5, 4), next: 4 },
    { items: versions(3, 2), next: 2 },
    { items: versions(1), next: null },
  );
  await list.refresh();
  await list.readOn();
  await list.readOn();
  await list.readOn();
  expect(shown(list)).toEqual([5, 4, 3, 2, 1]);
  expect(read.mock.calls.map((call: unknown[]) => call[1])).toEqual([undefined, 4, 2]);
});

it('keeps the older ones when newer ones are read', async () => {
  const { list } = listOf(
    { items: versions(5, 4), next: 4 },
    { items: versions(3, 2), next: 2 },
    { items: versions(7, 6), next: 6 },
  );
  await list.refresh();
  await list.readOn();
  await list.refresh();
  expect(shown(list)).toEqual([7, 6, 5, 4, 3, 2]);
  expect(list.next).toBe(2);
});

it('says why it could not read, and keeps what it has', async () => {
  const { list } = listOf({ items: versions(2), next: 2 }, unreachable());
  await list.refresh();
  await list.readOn();
  expect(list.error?.code).toBe('unreachable');
  expect(shown(list)).toEqual([2]);
  expect(list.loading).toBe(false);
});
