import { expect, it, vi } from 'vitest';

import { ApiError } from '$lib/api/problem';

import { AuditLog } from './audit-log.svelte';
import type { AuditEntry, AuditPage } from './requests';

const page = (seqs: number[], next: string | null = null): AuditPage => ({
  items: seqs.map((seq) => ({ seq }) as AuditEntry),
  next,
});
const seqs = (log: AuditLog) => log.entries?.map(({ seq }) => seq);

it('reads on behind what it has', async () => {
  const read = vi
    .fn()
    .mockResolvedValueOnce(page([9, 8], '8'))
    .mockResolvedValueOnce(page([7]));
  const log = new AuditLog(read);
  await log.begin({ kind: 'token' });
  expect([seqs(log), log.next]).toEqual([[9, 8], '8']);
  await log.readOn();
  expect(read).toHaveBeenLastCalledWith({ kind: 'token' }, '8');
  expect([seqs(log), log.next]).toEqual([[9, 8, 7], null]);
  await log.readOn();
  expect(read).toHaveBeenCalledTimes(2);
});

it('shows what was asked for last, whichever answer comes first', async () => {
  let answer: (page: AuditPage) => void = () => undefined;
  const slow = new Promise<AuditPage>((resolve) => (answer = resolve));
  const log = new AuditLog(
    vi
      .fn()
      .mockReturnValueOnce(slow)
      .mockResolvedValueOnce(page([2])),
  );
  const first = log.begin({ kind: 'token' });
  await log.begin({ kind: 'session' });
  answer(page([1]));
  await first;
  expect([seqs(log), log.loading]).toEqual([[2], false]);
});

it('keeps what it has when older entries could not be read', async () => {
  const down = new ApiError({
    type: 'about:blank',
    status: 503,
    code: 'unreachable',
    title: '',
    detail: 'down',
  });
  const read = vi
    .fn()
    .mockResolvedValueOnce(page([9], '9'))
    .mockRejectedValueOnce(down);
  const log = new AuditLog(read);
  await log.begin({});
  await log.readOn();
  expect([seqs(log), log.error, log.next]).toEqual([[9], down, '9']);
});
