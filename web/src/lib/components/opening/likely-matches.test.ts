import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { unreachable } from '$lib/api/problem';

import { LikelyMatches, type Similar } from './likely-matches.svelte';
import LikelyMatchesList from './LikelyMatches.svelte';

const NOW = new Date('2026-10-14T09:00:00Z');
const ask = vi.fn<(text: string, services: number[]) => Promise<Similar[]>>();
let matches: LikelyMatches;

function similar(reference: string, began_at: string, score = 0.6): Similar {
  const incident = { reference, title: `${reference} again`, severity: 'sev2', began_at };
  const reasons = [{ kind: 'service', text: 'ledger' }];
  return { incident, reasons, score, confirmed: false, verdict: 'similar' } as never;
}

async function answered() {
  await vi.advanceTimersByTimeAsync(250);
}

beforeEach(() => {
  vi.useFakeTimers();
  ask
    .mockReset()
    .mockResolvedValue([
      similar('INC-60', '2026-10-12T06:00:00Z'),
      similar('INC-31', '2026-03-06T06:00:00Z'),
      similar('INC-12', '2026-10-13T06:00:00Z', 0.1),
    ]);
  matches = new LikelyMatches(NOW, ask);
});
afterEach(() => vi.useRealTimers());

it('asks when typing pauses, and not for a few letters', async () => {
  matches.look('Checkout', []);
  matches.look('Checkout failed when', [1]);
  matches.look('Checkout failed when ledger', [1]);
  await answered();
  expect(ask).toHaveBeenCalledExactlyOnceWith(
    'Checkout failed when ledger',
    [1],
    expect.any(AbortSignal),
  );
  matches.look('Check', []);
  await answered();
  expect(ask).toHaveBeenCalledOnce();
  expect(matches.same).toEqual([]);
});

it('tells the same one from one that came before, and leaves out what is hardly like it', async () => {
  matches.look('Checkout failed when ledger', []);
  await answered();
  render(LikelyMatchesList, { matches });
  const open = screen.getByRole('link', { name: 'Open INC-60 instead' });
  expect(open).toHaveAttribute('href', '/incidents/INC-60');
  expect(screen.queryByRole('link', { name: /INC-31 instead/ })).not.toBeInTheDocument();
  expect(screen.getByText('INC-31 again')).toBeVisible();
  expect(screen.queryByText('INC-12 again')).not.toBeInTheDocument();
  expect(screen.getByRole('status')).toHaveTextContent('It may be written down already.');
});

it('does not ask twice about one that is another', async () => {
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  matches.look('Checkout failed when ledger', []);
  await answered();
  render(LikelyMatchesList, { matches });
  await user.click(screen.getByRole('button', { name: 'It is another one' }));
  matches.look('Checkout failed when ledger ran out', []);
  await answered();
  expect(matches.same).toEqual([]);
});

it('is silent when the server does not answer', async () => {
  ask.mockRejectedValue(unreachable());
  matches.look('Checkout failed when ledger', []);
  await answered();
  expect(matches.same).toEqual([]);
});
