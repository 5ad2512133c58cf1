import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Workspace } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

import { actionView } from '../../../test/action';

import OwnerMenu from './OwnerMenu.svelte';

const person = (id: number, name: string, team: number | null, active = true) => ({
  id,
  name,
  handle: name.toLowerCase(),
  team,
  active,
  role: 'member',
});

beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  workspace.current = {
    people: [person(1, 'Ines', 1), person(2, 'Mika', 2), person(3, 'Noor', null, false)],
    teams: [
      { id: 1, name: 'Payments' },
      { id: 2, name: 'Edge' },
    ],
    services: [],
    factors: [],
  } as unknown as Workspace;
});

const names = () =>
  screen.queryAllByRole('option').map((option) => option.querySelector('.owner')?.textContent);

it('offers those who are active, and finds them by their team too', async () => {
  render(OwnerMenu, { rows: [actionView({ action: { owner: 2 } })], onchoose: vi.fn() });
  expect(names()).toEqual(['IInes', 'MMika']);
  await userEvent.type(screen.getByRole('combobox'), 'edge');
  expect(names()).toEqual(['MMika']);
  expect(screen.getByRole('option')).toHaveTextContent('owner now');
});

it('is walked with the arrows and chosen with Enter', async () => {
  const onchoose = vi.fn();
  render(OwnerMenu, { rows: [actionView()], onchoose });
  await userEvent.type(screen.getByRole('combobox'), '{ArrowDown}{ArrowDown}{Enter}');
  expect(onchoose).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'Mika' }));
});

it('says so when nobody fits, and chooses nobody', async () => {
  const onchoose = vi.fn();
  render(OwnerMenu, { rows: [actionView(), actionView()], onchoose });
  expect(screen.getByLabelText('Who takes on these 2?')).toBeVisible();
  await userEvent.type(screen.getByRole('combobox'), 'noor{Enter}');
  expect(screen.getByText('Nobody active is called “noor”.')).toBeVisible();
  expect(onchoose).not.toHaveBeenCalled();
});
