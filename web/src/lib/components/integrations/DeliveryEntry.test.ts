import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import type { DeliveryRow } from '$lib/api/integration-shapes';
import { readDelivery } from '$lib/integrations/requests';

import DeliveryEntry from './DeliveryEntry.svelte';

vi.mock('$lib/integrations/requests');

const row = (state: string, remark?: string): DeliveryRow => ({
  seq: 7,
  integration: 1,
  received_at: '2026-11-20T10:04:31Z',
  state,
  remark,
  bytes: 820,
});
const show = (delivery: DeliveryRow) => {
  const onreadagain = vi.fn();
  render(DeliveryEntry, { delivery, busy: false, onreadagain });
  return onreadagain;
};

it('links what is to be visited, with a warning, and tells the other side nothing of this page', () => {
  const address = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=1';
  show(row('confirm', address));
  const link = screen.getByRole('link', { name: address });
  expect(link).toHaveAttribute('href', address);
  expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  expect(screen.getByText(/only if it was you who asked sns\.eu-central-1/)).toBeVisible();
});

it('makes no link of what is no web address, nor of what asks for nothing', () => {
  show(row('confirm', 'javascript:alert(1)'));
  show(row('nothing', 'https://example.com'));
  expect(screen.queryByRole('link')).toBeNull();
});

it('names the place of what could not be read, and reads it again', async () => {
  const onreadagain = show(row('unreadable', 'alerts[0].startsAt: it is missing'));
  expect(screen.getByRole('listitem')).toHaveTextContent('alerts[0].startsAt: it is missing.');
  await userEvent.click(screen.getByRole('button', { name: /^Read again/ }));
  expect(onreadagain).toHaveBeenCalledOnce();
});

it('asks for its contents only when it is opened, and shows a body that is not JSON as it came', async () => {
  vi.mocked(readDelivery).mockResolvedValue({
    seq: 7,
    integration: 1,
    received_at: '2026-11-20T10:04:31Z',
    headers: { 'x-github-event': 'push' },
    body: 'payload=%7B%7D',
  });
  show(row('read'));
  expect(readDelivery).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: /, read$/ }));
  expect(await screen.findByText('x-github-event')).toBeVisible();
  expect(screen.getByRole('region', { name: 'Body of the delivery' })).toHaveTextContent(
    'payload=%7B%7D',
  );
});

it('waits with reading again what was not read yet', () => {
  show(row('waiting'));
  expect(screen.queryByRole('button', { name: /^Read again/ })).toBeNull();
});
