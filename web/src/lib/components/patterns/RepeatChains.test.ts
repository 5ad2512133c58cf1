import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';

import { chain, chainAction } from '../../../test/patterns';

import RepeatChains from './RepeatChains.svelte';

const now = new Date('2026-10-14T12:00:00Z');
const unfinished = chainAction({ state: 'open', finished_at: null, open_when_it_returned: true });

it('says before the first repeat that nothing counts until it is confirmed', () => {
  render(RepeatChains, { chains: [], now });
  expect(screen.getByText('No repeat is confirmed yet.')).toBeInTheDocument();
  expect(screen.getByText(/A suggestion alone is never counted/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Open an incident' })).toBeInTheDocument();
});

it('is a list where there is no room for a time axis', () => {
  render(RepeatChains, { chains: [chain([unfinished])], now });
  expect(screen.getByRole('heading', { name: 'No circuit breaker' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'INC-31' })).toHaveAttribute('href', '/incidents/INC-31');
  expect(screen.getByRole('img', { name: 'Unfinished when it came back' })).toBeInTheDocument();
  expect(screen.getByText('never finished')).toHaveClass('bad');
  expect(screen.queryByRole('group', { name: /time axis/ })).toBeNull();
});

it('folds a long list', async () => {
  const chains = Array.from({ length: 7 }, (_, index) => chain([], { title: `Chain ${index}` }));
  render(RepeatChains, { chains, now });
  expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(5);
  await userEvent.click(screen.getByRole('button', { name: 'Show all 7 chains' }));
  expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(7);
  await userEvent.click(screen.getByRole('button', { name: 'Show fewer' }));
  expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(5);
});
