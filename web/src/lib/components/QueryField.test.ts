import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import QueryField from './QueryField.svelte';

const onquery = vi.fn<(query: string) => void>();
const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });

beforeEach(() => {
  vi.useFakeTimers();
  onquery.mockClear();
});
afterEach(() => vi.useRealTimers());

it('waits for a pause in typing', async () => {
  render(QueryField, { query: '', onquery });
  await user.type(screen.getByRole('searchbox'), 'sev:1 ledger');
  expect(onquery).not.toHaveBeenCalled();
  vi.advanceTimersByTime(250);
  expect(onquery).toHaveBeenCalledExactlyOnceWith('sev:1 ledger');
});

it('does not wait for Enter, and asks once', async () => {
  render(QueryField, { query: '', onquery });
  await user.type(screen.getByRole('searchbox'), 'ledger{Enter}');
  vi.advanceTimersByTime(1000);
  expect(onquery).toHaveBeenCalledExactlyOnceWith('ledger');
});

it('adds an example to what is there, once', async () => {
  render(QueryField, { query: 'ledger', onquery, examples: ['is:repeat'] });
  const example = screen.getByRole('button', { name: 'is:repeat' });
  await user.click(example);
  await user.click(example);
  expect(onquery).toHaveBeenCalledExactlyOnceWith('ledger is:repeat');
});

it('empties on Escape', async () => {
  render(QueryField, { query: 'is:repeat', onquery });
  await user.type(screen.getByRole('searchbox'), '{Escape}');
  expect(onquery).toHaveBeenCalledExactlyOnceWith('');
});

it('follows the URL when it changes', async () => {
  const { rerender } = render(QueryField, { query: 'is:repeat', onquery });
  await rerender({ query: 'sev:1', onquery });
  expect(screen.getByRole('searchbox')).toHaveValue('sev:1');
  expect(onquery).not.toHaveBeenCalled();
});
