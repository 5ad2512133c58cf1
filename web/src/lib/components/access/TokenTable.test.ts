import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import { ApiError, toProblem } from '$lib/api/problem';

import TokenTable from './TokenTable.svelte';

const token = {
  id: 7,
  name: 'deploy notes',
  scopes: ['read', 'write'],
  created_at: '2026-10-05T09:00:00Z',
};
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const inDialog = (name: string) =>
  userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));

beforeEach(() => {
  // What jsdom has no dialogs for.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
});

it('says whose a token is where that is not the reader, and when it was made where it is', async () => {
  const onrevoke = vi.fn();
  const { rerender } = render(TokenTable, { tokens: [token], onrevoke });
  const heads = () => screen.getAllByRole('columnheader').map((head) => head.textContent);
  expect(heads()).toEqual(['Name', 'May', 'Made', 'Expires', 'Last used', 'Revoke']);
  await rerender({ tokens: [{ ...token, of: 'Mika' }], onrevoke });
  expect(heads()).toEqual(['Person', 'Name', 'May', 'Expires', 'Last used', 'Revoke']);
  expect(screen.getByRole('button', { name: 'Revoke deploy notes of Mika' })).toBeVisible();
});

it('asks before it revokes, and stays open with the reason when that fails', async () => {
  const refused = toProblem(
    { code: 'x', title: 'x', detail: 'the database cannot be reached' },
    503,
  );
  const onrevoke = vi
    .fn()
    .mockRejectedValueOnce(new ApiError(refused))
    .mockResolvedValue(undefined);
  render(TokenTable, { tokens: [token], onrevoke });
  await press('Revoke deploy notes');
  await inDialog('Keep it');
  expect(onrevoke).not.toHaveBeenCalled();
  await press('Revoke deploy notes');
  await inDialog('Revoke');
  expect(onrevoke).toHaveBeenCalledWith(7);
  expect(await screen.findByText(/cannot be reached/i)).toBeVisible();
  await inDialog('Revoke');
  expect(screen.queryByRole('dialog')).toBeNull();
});
