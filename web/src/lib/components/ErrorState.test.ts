import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import { connection } from '$lib/api/connection.svelte';

import ErrorState from './ErrorState.svelte';

it('says what failed and what is safe, and asks again by hand or when the server is back', async () => {
  const onretry = vi.fn();
  const { unmount } = render(ErrorState, {
    failed: 'The ticket was not created.',
    safe: 'Your action is saved.',
    onretry,
  });
  expect(screen.getByRole('alert')).toHaveTextContent('Your action is saved.');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(onretry).toHaveBeenCalledTimes(1);
  connection.resume();
  expect(onretry).toHaveBeenCalledTimes(2);
  unmount();
  connection.resume();
  expect(onretry).toHaveBeenCalledTimes(2);
});
