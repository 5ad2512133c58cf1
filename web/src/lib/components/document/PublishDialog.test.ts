import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import type { ToPublish } from './publish-list';
import PublishDialog from './PublishDialog.svelte';

const onpublish = vi.fn<(reason: string) => Promise<void>>();
const onclose = vi.fn();
const user = userEvent.setup();

const owner: ToPublish = { kind: 'missing', words: 'An owner for “Breaker”', href: '#action-3' };
const question: ToPublish = {
  kind: 'advice',
  words: 'A question is open at 09:27',
  href: '#event-7',
};

function show(items: ToPublish[], withoutAction = false) {
  render(PublishDialog, { reference: 'INC-57', withoutAction, items, onpublish, onclose });
}

const publish = () => screen.getByRole('button', { name: /^Publish/ });

beforeEach(() => {
  // What jsdom has no dialogs for.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
  onpublish.mockReset();
  onpublish.mockResolvedValue();
});

it('names what is open, and publishes with it', async () => {
  show([question]);
  expect(screen.getByRole('dialog', { name: 'Publish INC-57?' })).toHaveTextContent(
    '1 thing is still open. It can be published as it is.',
  );
  expect(screen.getByRole('link', { name: question.words })).toHaveAttribute('href', '#event-7');
  expect(onpublish).not.toHaveBeenCalled();
  await user.click(publish());
  expect(onpublish).toHaveBeenCalledExactlyOnceWith('');
});

it('is held back by what is missing, and says so', async () => {
  show([owner, question]);
  expect(screen.getByRole('dialog')).toHaveTextContent('Not yet: 1 thing is missing.');
  expect(publish()).toBeDisabled();
  screen.getByRole('link', { name: owner.words }).focus();
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(onpublish).not.toHaveBeenCalled();
});

it('asks why there is no action, and is not sent without a word', async () => {
  show([], true);
  const why = screen.getByRole('textbox', { name: 'Why is no action needed?' });
  await user.click(publish());
  expect(onpublish).not.toHaveBeenCalled();
  await user.type(why, ' The deploy was the fix. ');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(onpublish).toHaveBeenCalledExactlyOnceWith('The deploy was the fix.');
});

it('says so when nothing is left', () => {
  show([{ kind: 'done', words: '3 actions', href: '#actions' }]);
  expect(screen.getByRole('dialog')).toHaveTextContent('Nothing is missing');
  expect(screen.queryByRole('list')).not.toBeInTheDocument();
});
