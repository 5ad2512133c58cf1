import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import ConsideredBefore from './ConsideredBefore.svelte';

const { GET } = vi.hoisted(() => ({ GET: vi.fn() }));
vi.mock('$lib/api/client', () => ({ api: { GET }, expectOk: (answer: unknown) => answer }));

const one = { incident: 'INC-31', title: 'Add a queue', fate: 'not_chosen', reason: 'it hides it' };

beforeEach(() => {
  vi.useFakeTimers();
  GET.mockResolvedValue([one]);
});

afterEach(() => {
  vi.useRealTimers();
});

it('asks once the typing pauses, leaves the incident at hand out, and tells the reason', async () => {
  const { rerender } = render(ConsideredBefore, { title: 'Add', incident: 'INC-57' });
  await rerender({ title: 'Add a queue before it', incident: 'INC-57' });
  await vi.advanceTimersByTimeAsync(500);
  expect(GET).toHaveBeenCalledTimes(1);
  expect(GET.mock.lastCall?.[1]).toMatchObject({
    params: { query: { title: 'Add a queue before it', incident: 'INC-57' } },
  });
  expect(screen.getByRole('listitem').textContent).toContain('not chosen: it hides it');
  await rerender({ title: '', incident: 'INC-57' });
  expect(screen.queryByRole('listitem')).toBeNull();
});
