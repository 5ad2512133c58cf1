import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Workspace } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

import { personProposal } from '../../../test/planned';
import AttendeeChoice from './AttendeeChoice.svelte';

const people = ['Ines', 'Mika', 'Lena', 'Tomas'].map((name, index) => ({
  id: index + 1,
  name,
  handle: name.toLowerCase(),
  role: 'member' as const,
  active: true,
}));
const reason = { reason: 'timeline' as const, sentence: 'named in the timeline' };

beforeEach(() => (workspace.current = { people } as unknown as Workspace));
afterEach(() => workspace.clear());

function shown(given: { asked?: number[]; without?: (number | null)[] } = {}) {
  const onchange = vi.fn();
  const proposed = [
    personProposal({ person: 2, reasons: [reason] }),
    personProposal({ person: 3 }),
  ];
  render(AttendeeChoice, { proposed, asked: [2], without: [1], onchange, ...given });
  return onchange;
}

it('lists who has a reason with it, and offers the others', () => {
  shown();
  expect(screen.getAllByRole('checkbox')).toHaveLength(1);
  expect(screen.getByRole('checkbox', { name: 'Mika named in the timeline' })).toBeChecked();
  const others = screen.getAllByRole('option').map(({ textContent }) => textContent);
  expect(others).toEqual(['choose a person', 'Lena', 'Tomas']);
});

it('asks somebody else, who stays in the list when taken out again', async () => {
  const onchange = shown();
  await userEvent.selectOptions(screen.getByRole('combobox'), 'Tomas');
  expect(onchange).toHaveBeenCalledWith([2, 4]);
  expect(screen.getByRole('checkbox', { name: 'Tomas' })).not.toBeChecked();
});

it('does not ask whoever leads or takes notes twice', async () => {
  const onchange = shown({ asked: [2, 3], without: [2, null] });
  expect(screen.queryByRole('checkbox', { name: /^Mika/ })).toBeNull();
  await userEvent.click(screen.getByRole('checkbox', { name: 'Lena' }));
  expect(onchange).toHaveBeenCalledWith([2]);
});
