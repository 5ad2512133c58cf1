import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';

import { toasts } from '$lib/toasts.svelte';

import { saveSettings } from './save-settings';
import TemplateSettings from './TemplateSettings.svelte';

vi.mock('./save-settings', () => ({ saveSettings: vi.fn(() => Promise.resolve()) }));

const template = {
  sections: ['summary', 'root_cause', 'lessons'].map((key) => ({ key, title: key, guide: '' })),
  questions: [{ question: 'helped' as const, title: 'What helped us?', guide: '' }],
};

const titles = () =>
  screen
    .getAllByRole<HTMLInputElement>('textbox', { name: /^Title of section/ })
    .map(({ value }) => value);
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

beforeEach(() => {
  vi.mocked(saveSettings).mockClear();
  toasts.list = [];
  render(TemplateSettings, { template, editable: true });
});

it('moves a section with its buttons and says where it stands now', async () => {
  await press('Move “lessons” up');
  expect(titles()).toEqual(['summary', 'lessons', 'root_cause']);
  expect(screen.getByText('lessons is now 2 of 3')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Move “summary” up' })).toBeDisabled();
  expect(screen.getByRole('button', { name: 'Move “root_cause” down' })).toBeDisabled();
});

it('moves a section with Alt and the arrows from the field that is typed in', async () => {
  screen.getByRole('textbox', { name: 'Title of section 1' }).focus();
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
  expect(titles()).toEqual(['root_cause', 'summary', 'lessons']);
});

it('keeps the standard sections, and takes others out with a way back', async () => {
  expect(screen.getByRole('button', { name: 'Take “summary” out' })).toBeDisabled();
  await press('Add section');
  await press('Move “New section” up');
  await press('Take “New section” out');
  expect(titles()).toEqual(['summary', 'root_cause', 'lessons']);
  await toasts.list[0]?.undo?.();
  await vi.waitFor(() =>
    expect(titles()).toEqual(['summary', 'root_cause', 'New section', 'lessons']),
  );
});

it('saves the order, with a key out of the title that a new section has at last', async () => {
  await press('Add section');
  const title = screen.getByRole('textbox', { name: 'Title of section 4' });
  await userEvent.clear(title);
  await press('Save template');
  expect(screen.getByText('A section needs a title.')).toBeVisible();
  expect(saveSettings).not.toHaveBeenCalled();
  await userEvent.type(title, 'What went well');
  await press('Save template');
  const saved = vi.mocked(saveSettings).mock.calls[0]?.[0].template?.sections;
  expect(saved?.map(({ key }) => key)).toEqual([
    'summary',
    'root_cause',
    'lessons',
    'what_went_well',
  ]);
});

it('says what is not saved, and discards it', async () => {
  expect(screen.getByRole('button', { name: 'Save template' })).toBeDisabled();
  await press('Move “lessons” up');
  expect(screen.getByText('Not saved yet')).toBeVisible();
  await press('Discard changes');
  expect(titles()).toEqual(['summary', 'root_cause', 'lessons']);
  expect(screen.queryByText('Not saved yet')).toBeNull();
});
