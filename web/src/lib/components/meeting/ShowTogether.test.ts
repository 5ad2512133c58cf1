import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import ShowTogether from './ShowTogether.svelte';

const onshow = vi.fn<() => Promise<void>>();
const user = userEvent.setup();
const button = (name: string) => screen.getByRole('button', { name });

function show() {
  return render(ShowTogether, { written: '3 answers from 2 people', onshow }).component;
}

beforeEach(() => {
  onshow.mockReset();
  onshow.mockResolvedValue();
});

it('asks first, and says what is there so far', async () => {
  show();
  await user.click(button('Show them together S'));
  expect(onshow).not.toHaveBeenCalled();
  expect(screen.getByRole('status')).toHaveTextContent('So far: 3 answers from 2 people.');
  await user.click(button('Show them all'));
  expect(onshow).toHaveBeenCalledOnce();
});

it('shows nothing by the key alone, however often it is pressed', async () => {
  const component = show();
  await component.ask();
  await component.ask();
  expect(onshow).not.toHaveBeenCalled();
  expect(button('Show them all')).toHaveFocus();
  await user.keyboard('{Enter}');
  expect(onshow).toHaveBeenCalledOnce();
});

it('is left by Escape, and the focus goes back to where it was asked', async () => {
  show();
  await user.click(button('Show them together S'));
  await user.keyboard('{Escape}');
  expect(button('Show them together S')).toHaveFocus();
  expect(onshow).not.toHaveBeenCalled();
});

it('puts the way out where a second click lands', async () => {
  show();
  await user.click(button('Show them together S'));
  expect(screen.getAllByRole('button')[0]).toBe(button('Not yet'));
});
