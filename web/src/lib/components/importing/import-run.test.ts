import { beforeEach, expect, it, vi } from 'vitest';

import { unreachable } from '$lib/api/problem';

import type { Named } from './dropped-files';
import { NOTHING, type ImportReport } from './import-report';
import { ImportRun } from './import-run.svelte';

const send = vi.fn<(files: Named[], asked: object) => Promise<ImportReport>>();
let run: ImportRun;

function files(count: number, bytes = 1): Named[] {
  return Array.from({ length: count }, (_, at) => {
    const file = new File([], `${at}.md`);
    Object.defineProperty(file, 'size', { value: bytes });
    return { name: `${at}.md`, file };
  });
}

beforeEach(() => {
  send
    .mockReset()
    .mockImplementation((part) => Promise.resolve({ ...NOTHING, created: part.length }));
  run = new ImportRun(send);
});

it('reads first and writes only when it is told to', async () => {
  run.timezone = ' Europe/Berlin ';
  await run.look(files(2));
  expect(run.report?.created).toBe(2);
  expect(run.dryRun).toBe(true);
  await run.import();
  expect(run.dryRun).toBe(false);
  expect(send.mock.calls.map(([, asked]) => asked)).toEqual([
    { dry_run: true, timezone: 'Europe/Berlin' },
    { dry_run: false, timezone: 'Europe/Berlin' },
  ]);
});

it('goes in parts by number and by size, and adds them up', async () => {
  await run.look(files(230));
  expect(send.mock.calls.map(([part]) => part.length)).toEqual([100, 100, 30]);
  expect(run.report?.created).toBe(230);
  send.mockClear();
  await run.look(files(5, 9 * 1024 * 1024));
  expect(send).toHaveBeenCalledTimes(5);
});

it('tells of what was written before it failed', async () => {
  await run.look(files(150));
  send.mockReset();
  send.mockResolvedValueOnce({ ...NOTHING, created: 100 }).mockRejectedValueOnce(unreachable());
  await run.import();
  expect(run.dryRun).toBe(false);
  expect(run.report?.created).toBe(100);
  expect(run.stopped).toBe(true);
  expect(run.error?.code).toBe('unreachable');
});

it('keeps the last reading when another fails', async () => {
  await run.look(files(1));
  send.mockRejectedValue(unreachable());
  await run.look(files(3));
  expect(run.report?.created).toBe(1);
  expect(run.error?.code).toBe('unreachable');
});

it('stops after the part that is under way', async () => {
  await run.look(files(300));
  send.mockImplementation((part) => {
    run.stop();
    return Promise.resolve({ ...NOTHING, created: part.length });
  });
  await run.import();
  expect(run.done).toBe(100);
  expect(run.report?.created).toBe(100);
  expect(run.stopped).toBe(true);
});
