import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { unreachable } from './api/problem';
import { toasts } from './toasts.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

it('shows a message for ten seconds', () => {
  toasts.show('INC-57 published.');
  vi.advanceTimersByTime(9_999);
  expect(toasts.list).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(toasts.list).toHaveLength(0);
});

it('stays while it is held', () => {
  const id = toasts.show('Moved to done.');
  toasts.pause(id);
  vi.advanceTimersByTime(60_000);
  expect(toasts.list).toHaveLength(1);
  toasts.resume(id);
  vi.advanceTimersByTime(10_000);
  expect(toasts.list).toHaveLength(0);
});

it('undoes the latest that can be undone, once', async () => {
  const undo = vi.fn();
  toasts.show('Moved to done.', { undo });
  toasts.show('Offline. Notes are kept here and sent later.');
  await toasts.undoLatest();
  await toasts.undoLatest();
  expect(undo).toHaveBeenCalledOnce();
  expect(toasts.list.map((toast) => toast.message)).toEqual([
    'Offline. Notes are kept here and sent later.',
  ]);
});

it('says so when it could not be undone', async () => {
  toasts.show('Moved to done.', { undo: () => Promise.reject(unreachable()) });
  await toasts.undoLatest();
  expect(toasts.list.map((toast) => toast.message)).toEqual([
    'It was not undone. The server could not be reached. Check the connection and try again.',
  ]);
});

it('gives no new life to a toast that is gone', () => {
  const id = toasts.show('Moved to done.');
  toasts.dismiss(id);
  toasts.resume(id);
  expect(vi.getTimerCount()).toBe(0);
});
