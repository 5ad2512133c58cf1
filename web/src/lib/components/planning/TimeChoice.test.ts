import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { TimeProposal } from '$lib/api/planning-shapes';

import { proposalsOf } from '../../../test/planned';
import TimeChoice from './TimeChoice.svelte';

const name = (person: number) => ['', 'Ines', 'Mika', 'Lena'][person] ?? 'somebody';
const time = (at: string, rest: Partial<TimeProposal> = {}): TimeProposal => ({
  at,
  after_the_week: false,
  busy: [],
  ...rest,
});
const soon = time('2026-10-15T08:00:00Z', { busy: [2, 3] });
const late = time('2026-10-16T22:30:00Z', { after_the_week: true });

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-10-14T12:00:00Z'), toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

function shown(times: TimeProposal[], at?: number) {
  const onchoose = vi.fn();
  const proposals = proposalsOf({ due_at: '2026-10-15T09:59:00Z', times });
  render(TimeChoice, { proposals, zone: 'Europe/Berlin', at, name, onchoose });
  return onchoose;
}

it('says where the week ends, who is busy, and what time it is there', () => {
  shown([soon, late]);
  expect(
    screen.getByRole('group', { name: 'Within the week, which ends Thu 15 Oct' }),
  ).toBeVisible();
  expect(screen.getByRole('group', { name: 'After the week' })).toBeVisible();
  const [first, second] = screen.getAllByRole('radio');
  expect(first).toHaveAccessibleName(/^Thu 15 Oct 08:00 10:00 Berlin Mika and Lena are in another/);
  expect(second).toHaveAccessibleName('Fri 16 Oct 22:30 Sat 00:30 Berlin');
});

it('says that a week has ended when nothing is left of it', () => {
  vi.setSystemTime(Date.parse('2026-10-16T12:00:00Z'));
  shown([late]);
  expect(
    screen.getByRole('group', { name: 'After the week, which ended Thu 15 Oct' }),
  ).toBeVisible();
});

it('marks the time that is typed, and gives the one that is chosen', async () => {
  const onchoose = shown([soon, late], Date.parse(late.at));
  const [first, second] = screen.getAllByRole('radio');
  expect(second).toBeChecked();
  if (first) await userEvent.click(first);
  expect(onchoose).toHaveBeenCalledWith(soon.at);
});
