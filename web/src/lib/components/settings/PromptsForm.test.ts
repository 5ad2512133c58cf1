import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import type { OfferedPrompts } from '$lib/api/meeting-shapes';
import { checkText } from '$lib/language/requests';
import { toasts } from '$lib/toasts.svelte';

import PromptsForm from './PromptsForm.svelte';
import { saveSettings } from './save-settings';

vi.mock('./save-settings', () => ({ saveSettings: vi.fn(() => Promise.resolve()) }));
vi.mock('$lib/language/requests', () => ({ checkText: vi.fn(() => Promise.resolve([])) }));

const seen = { ask: 'What did you see?', note: 'At every entry.' };
const expected = { ask: 'What did you expect?', note: '' };
const conditions = { ask: 'Which conditions had to meet?', note: '' };
const offered: OfferedPrompts[] = [
  { place: 'timeline', prompts: [seen, expected], usual: [seen, expected], own: false },
  { place: 'why', prompts: [], usual: [conditions], own: true },
  { place: 'known_now', prompts: [expected], usual: [expected], own: false },
];
const ownWhy = { place: 'why', prompts: [] };

const onsaved = vi.fn(() => Promise.resolve());
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const asks = () =>
  screen
    .getAllByRole<HTMLTextAreaElement>('textbox', { name: /^Prompt \d of Timeline/ })
    .map(({ value }) => value);
const saved = () => vi.mocked(saveSettings).mock.lastCall?.[0].prompts;

async function shown(editable = true) {
  render(PromptsForm, { offered, editable, onsaved });
  await userEvent.click(screen.getByText('Timeline'));
}

beforeEach(() => {
  vi.clearAllMocks();
  toasts.list = [];
});

it('keeps only the places that differ from what comes with the program', async () => {
  await shown();
  expect(screen.getByRole('button', { name: 'Save prompts' })).toBeDisabled();
  expect(screen.getByText('2 prompts')).toBeVisible();
  expect(screen.getByText('no prompt, your own')).toBeVisible();
  await press('Move Prompt 2 of Timeline up');
  expect(asks()).toEqual([expected.ask, seen.ask]);
  expect(screen.getByText('Prompt 2 of Timeline is now 1 of 2')).toBeInTheDocument();
  await press('Save prompts');
  expect(saved()).toEqual([{ place: 'timeline', prompts: [expected, seen] }, ownWhy]);
  expect(onsaved).toHaveBeenCalledOnce();
  await toasts.undoLatest();
  expect(saved()).toEqual([ownWhy]);
});

it('adds a prompt and goes back to what comes with the program', async () => {
  await shown();
  await press('Add prompt to Timeline');
  expect(screen.getByRole('textbox', { name: 'Prompt 3 of Timeline' })).toHaveFocus();
  await userEvent.keyboard('  How did you know\twhere to look? ');
  expect(screen.getByText('3 prompts, your own')).toBeVisible();
  await press('Back to what comes with the program for Timeline');
  expect(asks()).toEqual([seen.ask, expected.ask]);
  await toasts.undoLatest();
  await vi.waitFor(() => expect(asks()).toHaveLength(3));
  await press('Save prompts');
  const asked = { ask: 'How did you know where to look?', note: '' };
  expect(saved()).toEqual([{ place: 'timeline', prompts: [seen, expected, asked] }, ownWhy]);
});

it('takes a prompt out with a way back, and moves one by Alt and the arrows', async () => {
  await shown();
  await press('Take Prompt 1 of Timeline out');
  expect(asks()).toEqual([expected.ask]);
  await toasts.undoLatest();
  await vi.waitFor(() => expect(asks()).toEqual([seen.ask, expected.ask]));
  screen.getByRole('textbox', { name: 'Prompt 1 of Timeline' }).focus();
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
  expect(asks()).toEqual([expected.ask, seen.ask]);
  await press('Discard changes');
  expect(asks()).toEqual([seen.ask, expected.ask]);
});

it('refuses a note that asks nothing, and saves nothing', async () => {
  await shown();
  const first = screen.getByRole('textbox', { name: 'Prompt 1 of Timeline' });
  await userEvent.clear(first);
  await press('Save prompts');
  expect(await screen.findByText('A prompt asks something.')).toBeVisible();
  expect(first).toHaveFocus();
  expect(saveSettings).not.toHaveBeenCalled();
  await userEvent.type(first, 'What was on your screen?');
  expect(screen.queryByText('A prompt asks something.')).toBeNull();
});

it('says what reads as blame while it is written, and takes it all the same', async () => {
  const finding = {
    rule: 'blaming-question',
    title: 'A question that blames',
    phrase: 'Why did you',
    suggestion: 'What made it seem right?',
    start: 0,
  };
  vi.mocked(checkText).mockResolvedValue([finding] as never);
  await shown();
  const first = screen.getByRole('textbox', { name: 'Prompt 1 of Timeline' });
  await userEvent.clear(first);
  await userEvent.type(first, 'Why did you do it?');
  expect(await screen.findByText(/“Why did you”: a question that blames/)).toBeVisible();
  await press('Save prompts');
  expect(saved()?.[0]?.prompts[0]?.ask).toBe('Why did you do it?');
});

it('shows them to whoever may not change them', async () => {
  await shown(false);
  const timeline = screen.getByText('Timeline').closest('li');
  expect(timeline && within(timeline).getByText(seen.ask)).toBeVisible();
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Save prompts' })).toBeNull();
});
