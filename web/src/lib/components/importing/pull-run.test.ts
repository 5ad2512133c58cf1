import { expect, it, vi } from 'vitest';

import { unreachable } from '$lib/api/problem';

import type { Named } from './dropped-files';
import { joined, pullSummary, saysSomething } from './pull-report';
import { PullRun, type PullReport } from './pull-run.svelte';

const told: PullReport = {
  new: 12,
  known: 3,
  revised: 1,
  opened: ['INC-8'],
  touched: ['INC-7', 'INC-8'],
  passed_over: {},
};
const files: Named[] = [{ name: 'users.json', file: new File([], 'users.json') }];

function begin() {
  const send = vi.fn<(files: Named[], dryRun: boolean) => Promise<PullReport>>();
  send.mockResolvedValue(told);
  return { send, run: new PullRun(send) };
}

it('reads first and writes only when it is told to', async () => {
  const { send, run } = begin();
  await run.look(files);
  expect([run.report, run.dryRun]).toEqual([told, true]);
  await run.import();
  expect(run.dryRun).toBe(false);
  expect(send.mock.calls).toEqual([
    [files, true],
    [files, false],
  ]);
});

it('keeps what was read when the import fails, so that it can be tried again', async () => {
  const { send, run } = begin();
  await run.look(files);
  send.mockRejectedValueOnce(unreachable());
  await run.import();
  expect(run.error?.code).toBe('unreachable');
  expect([run.report, run.dryRun, run.busy]).toEqual([told, true, false]);
});

it('shows nothing of the files before when others cannot be read', async () => {
  const { send, run } = begin();
  await run.look(files);
  send.mockRejectedValueOnce(unreachable());
  await run.look(files);
  expect(run.report).toBeUndefined();
});

it('tells what the files say', () => {
  expect(pullSummary(told)).toBe(
    '12 entries that are new, 3 known, 1 that say something else than before.',
  );
  expect(pullSummary({ ...told, new: 1, known: 0, revised: 0 })).toBe('1 entry that is new.');
  expect(joined(told)).toEqual(['INC-7']);
  expect(saysSomething({ ...told, new: 0, revised: 0 })).toBe(false);
});
