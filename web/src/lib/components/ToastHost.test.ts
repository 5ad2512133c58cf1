import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { connection } from '$lib/api/connection.svelte';
import { toasts } from '$lib/toasts.svelte';

import ToastHost from './ToastHost.svelte';

const fetched = vi.fn<() => Promise<Response>>();
const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', fetched);
  render(ToastHost);
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('stacks what it says and reads out only what is new', async () => {
  toasts.show('INC-57 published.', { undo: vi.fn() });
  toasts.show('Moved to done.');
  await tick();
  expect(screen.getByRole('status')).toHaveAttribute('aria-atomic', 'false');
  expect(screen.getByText('INC-57 published.')).toBeVisible();
  expect(screen.getByText('Moved to done.')).toBeVisible();
});

it('holds a toast while the keyboard is on it', async () => {
  toasts.show('INC-57 published.', { undo: vi.fn() });
  await tick();
  await user.tab();
  expect(screen.getByRole('button', { name: /Undo/ })).toHaveFocus();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.getByText('INC-57 published.')).toBeVisible();
  await user.tab();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(screen.queryByText('INC-57 published.')).not.toBeInTheDocument();
});

it('says that the server is away, for as long as it is', async () => {
  fetched.mockRejectedValue(new TypeError('Failed to fetch'));
  connection.lost();
  await tick();
  expect(screen.getByRole('status')).toHaveTextContent('Offline.');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.getByRole('status')).toHaveTextContent('Offline.');
  fetched.mockResolvedValue(new Response('{}'));
  await user.click(screen.getByRole('button', { name: 'Try now' }));
  await vi.advanceTimersByTimeAsync(0);
  expect(screen.queryByText(/Offline/)).not.toBeInTheDocument();
});
