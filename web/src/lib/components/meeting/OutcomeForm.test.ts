import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import { ApiError } from '$lib/api/problem';
import type { Outcome } from '$lib/api/shapes';

import OutcomeForm from './OutcomeForm.svelte';

const onoutcome = vi.fn<(outcome: Outcome, note: string) => Promise<void>>();
const user = userEvent.setup();

beforeEach(() => {
  onoutcome.mockReset();
  onoutcome.mockResolvedValue();
  render(OutcomeForm, { chosen: undefined, onoutcome, onreassign: vi.fn() });
});

it('takes a state without a word', async () => {
  await user.click(screen.getByRole('button', { name: /Not started/ }));
  expect(onoutcome).toHaveBeenCalledExactlyOnceWith('not_started', '');
});

it('asks for a word before anything is put off', async () => {
  await user.click(screen.getByRole('button', { name: /Put off/ }));
  expect(onoutcome).not.toHaveBeenCalled();
  expect(screen.getByText('This needs a word why.')).toBeInTheDocument();
  expect(screen.getByRole('textbox')).toHaveFocus();

  await user.keyboard('  No sprint has room ');
  expect(screen.queryByText('This needs a word why.')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: /Put off/ }));
  expect(onoutcome).toHaveBeenCalledExactlyOnceWith('put_off', 'No sprint has room');
  expect(screen.getByRole('textbox')).toHaveValue('');
});

it('keeps what was typed when the server refuses it', async () => {
  const problem = { type: '', title: '', status: 422, code: 'x', detail: 'note is too long' };
  onoutcome.mockRejectedValue(new ApiError({ ...problem, field: 'note' }));
  await user.type(screen.getByRole('textbox'), 'Replica lags');
  await user.click(screen.getByRole('button', { name: /Won’t do/ }));
  expect(await screen.findByText('Note is too long.')).toBeInTheDocument();
  expect(screen.getByRole('textbox')).toHaveValue('Replica lags');
});
