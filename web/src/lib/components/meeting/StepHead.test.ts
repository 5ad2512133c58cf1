import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, it } from 'vitest';

import { TickingClock } from '$lib/meeting/ticking-clock.svelte';
import type { Stage } from '$lib/meeting/stage.svelte';

import { meetingView, runStep } from '../../../test/meeting';

import StepHead from './StepHead.svelte';

const clock = new TickingClock();
const at = (time: string) => Date.parse(`2026-10-14T${time}Z`);
const step = runStep({
  step: 'why',
  minutes: 10,
  entered_at: '2026-10-14T14:00:00Z',
  visited: true,
});

async function shownAt(time: string) {
  clock.now = at(time);
  await tick();
}

function spoken(): string {
  return document.querySelector('[aria-live]')?.textContent ?? '';
}

beforeEach(() => {
  clock.now = at('14:01:00');
  const room = { clock, view: meetingView(), leads: false };
  render(StepHead, {
    stage: { room, step, standing: { place: null } } as unknown as Stage,
    ask: 'Why?',
  });
});

it('says half, one minute and the end aloud, each once, and nothing in between', async () => {
  expect(spoken()).toBe('');
  await shownAt('14:05:00');
  expect(spoken()).toBe('Why: Half of the time is gone.');
  await shownAt('14:06:00');
  expect(spoken()).toBe('Why: Half of the time is gone.');
  await shownAt('14:09:00');
  expect(spoken()).toBe('Why: One minute is left.');
  await shownAt('14:10:01');
  expect(spoken()).toMatch(/^Why: The time of this step is over/);
});

it('shows what is left, and what is over', async () => {
  expect(screen.getByText('9:00')).toBeVisible();
  await shownAt('14:11:20');
  expect(screen.getByText('1:20')).toBeVisible();
  expect(screen.getByText('over 10:00')).toBeVisible();
});
