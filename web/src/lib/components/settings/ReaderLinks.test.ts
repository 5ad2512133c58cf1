import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import { ApiError, toProblem } from '$lib/api/problem';
import { makeReaderLink, readReaderLinks, removeReaderLink } from '$lib/reader-links/requests';

import ReaderLinks from './ReaderLinks.svelte';

vi.mock('$lib/reader-links/requests');

const made = { created_at: '2026-10-05T09:00:00Z' };
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const inDialog = (name: string) =>
  userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));

beforeEach(() => {
  vi.resetAllMocks();
  // What jsdom has no dialogs for.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
  vi.mocked(readReaderLinks).mockResolvedValue({
    own_meetings: made,
    meetings: null,
    postmortems: null,
  });
  vi.mocked(makeReaderLink).mockResolvedValue({ ...made, path: '/api/v1/calendar/abc.ics' });
  render(ReaderLinks);
});

it('makes an address at once where there was none, and shows it whole', async () => {
  expect(await screen.findAllByText('none yet')).toHaveLength(2);
  await press('Make an address for All meetings');
  expect(makeReaderLink).toHaveBeenCalledWith('meetings');
  const address = new URL('/api/v1/calendar/abc.ics', location.origin).href;
  expect(await screen.findByDisplayValue(address)).toHaveAttribute('readonly');
});

it('says to which program an address is given', async () => {
  await screen.findByText(/^made/);
  await press('Make an address for Feed');
  expect(makeReaderLink).toHaveBeenCalledWith('postmortems');
  expect(await screen.findByLabelText(/your feed reader/)).toHaveValue(
    new URL('/api/v1/calendar/abc.ics', location.origin).href,
  );
});

it('asks before an address is void, and leaves it where it is kept', async () => {
  await screen.findByText(/^made/);
  await press('Renew the address of Your meetings');
  expect(makeReaderLink).not.toHaveBeenCalled();
  await inDialog('Keep it');
  expect(makeReaderLink).not.toHaveBeenCalled();
  await press('Renew the address of Your meetings');
  await inDialog('Renew');
  expect(makeReaderLink).toHaveBeenCalledWith('own_meetings');
});

it('says in the dialog why an address was not removed', async () => {
  const refused = { code: 'role_too_low', title: 'Forbidden', detail: 'viewers may not' };
  vi.mocked(removeReaderLink).mockRejectedValue(new ApiError(toProblem(refused, 403)));
  await screen.findByText(/^made/);
  await press('Remove the address of Your meetings');
  await inDialog('Remove');
  expect(await screen.findByRole('alert')).toHaveTextContent('Viewers may not.');
  expect(screen.getByRole('dialog')).toBeVisible();
});
