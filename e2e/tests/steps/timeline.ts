// The timeline of the open document.
import { expect, type Page } from '@playwright/test';

export interface Entry {
  date: string;
  time: string;
  kind: string;
  text: string;
  evidence?: { kind: string; label: string; link: string };
}

export async function addEntry(page: Page, entry: Entry) {
  await timeline(page).getByRole('button', { name: 'Add entry' }).click();
  const form = timeline(page).getByRole('form', { name: 'Add entry' });
  await form.getByLabel('When: date').fill(entry.date);
  await form.getByLabel('When: time, UTC').fill(entry.time);
  await form.getByLabel('Kind', { exact: true }).selectOption(entry.kind);
  await form.getByLabel('What happened').fill(entry.text);
  if (entry.evidence) {
    await form.getByRole('button', { name: 'Add evidence' }).click();
    await form.getByLabel('Evidence kind').selectOption(entry.evidence.kind);
    await form.getByLabel('Evidence label').fill(entry.evidence.label);
    await form.getByLabel('Evidence link').fill(entry.evidence.link);
  }
  await form.getByRole('button', { name: 'Add entry' }).click();
  await expect(form).toBeHidden();
  await expect(entryAt(page, entry.time)).toContainText(entry.text);
}

export async function askAt(page: Page, time: string, question: string) {
  const entry = entryAt(page, time);
  await entry.hover();
  await entry
    .getByRole('group', { name: `Change entry at ${time}` })
    .getByRole('button', { name: 'Ask' })
    .click();
  await entry.getByLabel('Question', { exact: true }).fill(question);
  await entry.getByLabel('Question', { exact: true }).press('Enter');
  await expect(threadAt(page, time)).toContainText(question);
}

export async function answerAt(page: Page, time: string, answer: string) {
  const thread = threadAt(page, time);
  await thread.getByLabel('Answer').fill(answer);
  await thread.getByRole('button', { name: 'Answer' }).click();
  await expect(thread).toContainText(answer);
}

export function timeline(page: Page) {
  return page.getByRole('region', { name: 'Timeline' });
}

export function entryAt(page: Page, time: string) {
  return timeline(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('time').filter({ hasText: new RegExp(`^${time}$`) }) });
}

export function threadAt(page: Page, time: string) {
  return entryAt(page, time).getByRole('list', { name: 'Question on this entry' });
}
