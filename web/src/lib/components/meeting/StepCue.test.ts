import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import type { OfferedPrompts, PromptPlace } from '$lib/api/meeting-shapes';
import { promptsFold } from '$lib/meeting/prompts.svelte';
import type { Stage } from '$lib/meeting/stage.svelte';

import { runStep } from '../../../test/meeting';

import StepCue from './StepCue.svelte';

const here = vi.hoisted(() => ({ value: undefined as OfferedPrompts[] | undefined }));
vi.mock('$lib/meeting/prompts.svelte', async (original) => ({
  ...(await original<object>()),
  promptsHere: () => here,
}));

const offered = (place: PromptPlace, ask: string): OfferedPrompts => {
  const prompts = [{ ask, note: 'At every decision.' }];
  return { place, prompts, usual: prompts, own: false };
};

function show(leads: boolean, step: 'why' | 'timeline' | 'check_in' = 'timeline') {
  const stage = { room: { leads }, step: runStep({ step }), standing: { place: null } };
  render(StepCue, { stage: stage as unknown as Stage, ask: 'What did we see?' });
}

const fold = () => screen.getByRole('button', { name: /^Prompts/ });
const list = () => screen.queryByRole('list', { name: 'Prompts for the facilitator' });

beforeEach(() => {
  promptsFold.forget();
  here.value = [
    offered('timeline', 'What made this seem reasonable at the time?'),
    offered('why', 'Which conditions had to meet?'),
    { place: 'check_in', prompts: [], usual: [], own: true },
  ];
});

it('shows whoever leads the prompts of the present step', () => {
  show(true);
  expect(fold()).toHaveAttribute('aria-expanded', 'true');
  expect(list()).toHaveTextContent(
    'What made this seem reasonable at the time? At every decision.',
  );
  expect(list()).not.toHaveTextContent('Which conditions');
});

it('stays folded for the others until they open it', async () => {
  show(false, 'why');
  expect(list()).toBeNull();
  await userEvent.click(fold());
  expect(fold()).toHaveAttribute('aria-expanded', 'true');
  expect(list()).toHaveTextContent('Which conditions had to meet?');
  promptsFold.toggle(false);
  await tick();
  expect(list()).toBeNull();
});

it('offers nothing where a workspace wants no prompts', () => {
  show(true, 'check_in');
  expect(screen.getByText('What did we see?')).toBeVisible();
  expect(screen.queryByRole('button')).toBeNull();
});
