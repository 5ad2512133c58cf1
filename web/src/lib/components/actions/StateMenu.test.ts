import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import { actionView } from '../../../test/action';

import StateMenu from './StateMenu.svelte';

function show(action: Parameters<typeof actionView>[0]) {
  const onchoose = vi.fn();
  const onpick = vi.fn();
  render(StateMenu, { rows: [actionView(action)], onchoose, onpick });
  return { onchoose, onpick };
}

const checked = () =>
  screen
    .getAllByRole('menuitemradio')
    .filter((item) => item.getAttribute('aria-checked') === 'true')
    .map((item) => item.textContent?.replace(/\s+/g, ' ').trim());

it('marks how the action stands, and says what blocks it', () => {
  show({ action: { state: 'in_progress', blocked_by: 'waits for the vault' } });
  expect(checked()).toEqual(['In progress, blocked… waits for the vault b']);
});

it('takes the letters that also work in the row', async () => {
  const { onchoose, onpick } = show({});
  screen.getByRole('menu').focus();
  await userEvent.keyboard('dwx');
  expect(onchoose.mock.calls.map(([choice]) => choice.state)).toEqual(['done', 'wont_do']);
  expect(onchoose.mock.calls[1]?.[0].asks).toBe('wont_do');
  expect(onpick).toHaveBeenCalledOnce();
});

it('is walked with the arrows, round and round', async () => {
  show({});
  const items = screen.getAllByRole('menuitemradio');
  const last = screen.getByRole('menuitemcheckbox');
  screen.getByRole('menuitemradio', { name: /Not started/ }).focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(items[1]).toHaveFocus();
  await userEvent.keyboard('{Home}{ArrowUp}');
  expect(last).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}');
  expect(items[0]).toHaveFocus();
});
