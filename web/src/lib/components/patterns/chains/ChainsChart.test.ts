import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import { chain, chainAction } from '../../../../test/patterns';

import { laneOf } from './chain-lanes';
import ChainsChart from './ChainsChart.svelte';

// jsdom has no canvas; without one the chart takes letters of a usual width.
vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);

const now = new Date('2026-10-14T12:00:00Z');
const unfinished = chainAction({ state: 'open', finished_at: null, open_when_it_returned: true });

function draw(...chains: Parameters<typeof laneOf>[0][]) {
  const lanes = chains.map((one) => laneOf(one, now));
  return render(ChainsChart, { lanes, now, width: 1200 }).container;
}

it('leads from each mark to its incident', () => {
  draw(chain([unfinished]));
  const mark = screen.getByRole('link', { name: /^INC-31, SEV1, Mon 2 Mar 2026/ });
  expect(mark).toHaveAttribute('href', '/incidents/INC-31');
  expect(screen.getAllByRole('link')).toHaveLength(2);
});

it('ends a finished action in a tick, and one that was open at the return in an open ring', () => {
  const container = draw(chain([chainAction(), { ...unfinished, id: 2 }]));
  const finished = container.querySelector('.chains__action--finished');
  expect(finished?.querySelector('.chains__tick')).not.toBeNull();
  const returned = container.querySelector('.chains__action--returned');
  expect(returned?.querySelector('.chains__tick')).toBeNull();
  expect(screen.getByText('never finished')).toHaveClass('bad');
});

it('draws the quiet since the last incident', () => {
  const container = draw(chain([], { quiet_days: 244 }));
  expect(container.querySelectorAll('.chains__quiet')).toHaveLength(1);
  expect(screen.getByText('no repeat since')).toBeInTheDocument();
  expect(screen.getByText('no repeat in 8 months')).toBeInTheDocument();
});

it('names the quarters, and where now is', () => {
  draw(chain([]));
  expect(screen.getByText('Q1 2026')).toBeInTheDocument();
  expect(screen.getByText('today')).toBeInTheDocument();
});
