import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import { ApiError } from '$lib/api/problem';

import NoteField from './NoteField.svelte';

const onnote = vi.fn<(text: string) => Promise<void>>();
const user = userEvent.setup();
const field = () => screen.getByRole('combobox', { name: 'Add a note' });

beforeEach(() => {
  onnote.mockReset();
  onnote.mockResolvedValue();
  render(NoteField, { onnote });
});

it('sends a note with Enter and is empty again', async () => {
  await user.type(field(), ' the pool was full {Enter}');
  expect(onnote).toHaveBeenCalledExactlyOnceWith('the pool was full');
  expect(field()).toHaveValue('');
});

it('offers slash words, and completes the one that is chosen', async () => {
  await user.type(field(), '/');
  expect(screen.getAllByRole('option')).toHaveLength(3);
  await user.keyboard('{ArrowDown}{Enter}');
  expect(field()).toHaveValue('/action ');
  expect(onnote).not.toHaveBeenCalled();
  await user.keyboard('bound the retries{Enter}');
  expect(onnote).toHaveBeenCalledExactlyOnceWith('/action bound the retries');
});

it('lets the words be, and Tab completes too', async () => {
  await user.type(field(), '/q{Tab}');
  expect(field()).toHaveValue('/question ');
  await user.clear(field());
  await user.type(field(), '/{Escape}');
  expect(screen.queryByRole('option')).not.toBeInTheDocument();
});

it('keeps what was typed when it is refused', async () => {
  const detail = 'a question needs an entry of the timeline';
  const refused = { type: '', title: '', status: 422, code: 'no_event_for_question', detail };
  onnote.mockRejectedValue(new ApiError(refused));
  await user.type(field(), '/question why{Enter}');
  expect(await screen.findByText('A question needs an entry of the timeline.')).toBeVisible();
  expect(field()).toHaveValue('/question why');
});

it('is free for the next note while one is on its way', async () => {
  let arrived: () => void = () => undefined;
  onnote.mockImplementationOnce(() => new Promise<void>((resolve) => (arrived = resolve)));
  await user.type(field(), 'the first{Enter}');
  await user.type(field(), 'the second{Enter}and a thi');
  expect(onnote).toHaveBeenCalledExactlyOnceWith('the first');
  arrived();
  await vi.waitFor(() => expect(onnote).toHaveBeenLastCalledWith('the second'));
  expect(field()).toHaveValue('and a thi');
});
