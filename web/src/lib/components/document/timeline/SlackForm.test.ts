import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import type { SlackSources } from '$lib/api/incident-shapes';

import SlackForm from './SlackForm.svelte';
import { SlackFetch, type Ask } from './slack-fetch.svelte';

const ONE: SlackSources = {
  items: [{ integration: 3, name: 'Slack' }],
  from: '2026-10-08T07:12:00Z',
  to: '2026-10-08T12:00:00Z',
};
const CHANNEL = 'https://northwind.slack.com/archives/C0INC4711';
const user = userEvent.setup();

function show(ask: Ask, sources = ONE) {
  const given = {
    reference: 'INC-57',
    sources,
    fetching: new SlackFetch(ask),
    onbrought: vi.fn(() => Promise.resolve()),
    onclose: vi.fn(),
  };
  render(SlackForm, given);
  return given;
}

/** A stream that says these and stays open until it is stopped. */
const lasting =
  (...events: unknown[]): Ask =>
  (_reference, _form, signal) =>
    Promise.resolve(
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const event of events) {
            controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
          }
          signal.addEventListener('abort', () => controller.error(signal.reason));
        },
      }),
    );

it('begins at the link, and asks for times only where it leads to a channel', async () => {
  show(lasting());
  const link = screen.getByLabelText(/Link to a channel/);
  expect(link).toHaveFocus();
  expect(screen.getByRole('button', { name: 'Bring in' })).toBeDisabled();
  await user.type(link, CHANNEL);
  expect(screen.getByLabelText('Said after: time, UTC')).toHaveValue('07:12');
  await user.type(link, '/p1795182002000219');
  expect(screen.queryByLabelText('Said after: time, UTC')).toBeNull();
});

it('says how far it is until it is stopped', async () => {
  const { onbrought } = show(
    lasting({ what: 'progress', messages: 240, threads_left: 0, wait_seconds: 30 }),
  );
  await user.type(screen.getByLabelText(/Link to a channel/), `${CHANNEL}{Enter}`);
  expect(await screen.findByText(/^240 messages so far\. Slack takes no more/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  expect(await screen.findByText('Stopped. It can be brought in again at any time.')).toBeVisible();
  expect(onbrought).not.toHaveBeenCalled();
});

it('says at the link what Slack says of it', async () => {
  const failed = { title: 'x', status: 422, code: 'slack_not_in_channel', field: 'link' };
  const detail = 'the app is not in this channel; invite it there with /invite';
  show(lasting({ what: 'failed', ...failed, detail }));
  const link = screen.getByLabelText(/Link to a channel/);
  await user.type(link, `${CHANNEL}{Enter}`);
  expect(await screen.findByText(/^The app is not in this channel/)).toBeVisible();
  expect(link).toHaveAttribute('aria-invalid', 'true');
});

it('sends which of several workspaces is meant', async () => {
  const ask = vi.fn<Ask>(() => Promise.resolve(null));
  const second = { integration: 8, name: 'Partners' };
  show(ask, { ...ONE, items: [...ONE.items, second] });
  await user.selectOptions(screen.getByRole('combobox', { name: 'From' }), 'Partners');
  await user.type(screen.getByLabelText(/Link to a channel/), `${CHANNEL}{Enter}`);
  expect(ask.mock.calls[0]?.[1]).toEqual({
    link: CHANNEL,
    integration: 8,
    from: ONE.from,
    to: ONE.to,
  });
});
