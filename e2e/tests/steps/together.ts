// A meeting as several people see it, each in a browser of their own.
import { expect, type Page } from '@playwright/test';
import { section } from './document.ts';

export async function enter(page: Page, incident: string) {
  await page.goto(`/incidents/${incident}/meeting`);
  await expect(page.getByText(incident).first()).toBeVisible();
}

export async function arrive(page: Page, step: string) {
  await expect(page.getByRole('heading', { level: 2, name: step, exact: true })).toBeVisible();
}

/** The primary button of the foot leads to the next step. */
export async function next(page: Page) {
  await page.getByRole('contentinfo').getByRole('button').last().click();
}

/** Answers the dialog that asks for a word. */
export async function goOn(page: Page, button: string, words: string) {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(words);
  await dialog.getByRole('button', { name: button }).click();
  await expect(dialog).toBeHidden();
}

export async function say(page: Page, word: string) {
  await page.getByLabel('How do you arrive?').fill(word);
  await page.getByRole('button', { name: 'Say it' }).click();
}

export async function note(page: Page, text: string) {
  const field = page.getByRole('combobox', { name: 'Add a note' });
  await field.fill(text);
  await field.press('Enter');
  await expect(field).toHaveValue('');
}

export async function writeInSilence(page: Page, question: string, text: string) {
  const field = page.getByRole('textbox', { name: `Another answer to “${question}”` });
  await field.fill(text);
  await field.blur();
  await expect(page.getByRole('textbox', { name: `Your answer to “${question}”` })).toHaveValue(
    text,
  );
}

export async function add(page: Page, title: string) {
  await page.getByRole('button', { name: 'Add measure' }).click();
  const form = page.getByRole('form', { name: 'Add measure' });
  await form.getByLabel('Measure').fill(title);
  await form.getByRole('button', { name: 'Add measure' }).click();
  await expect(form).toBeHidden();
}

/** Letter by letter, while others do the same; a dead server does not stop anybody. */
export async function typeAtTheEnd(page: Page, name: string, text: string) {
  await section(page, name)
    .getByRole('button', { name: `Edit ${name}` })
    .click();
  const field = section(page, name).getByRole('textbox', { name });
  await field.press('Control+End');
  await field.pressSequentially(text, { delay: 30 });
}

/** As it stands in the editor of the section. */
export async function proseOf(page: Page, name: string): Promise<string> {
  const lines = section(page, name).getByRole('textbox', { name }).locator('.cm-line');
  return (await lines.allTextContents()).join('\n');
}

export function lettersOf(text: string, script: 'Greek' | 'Cyrillic' | 'Georgian'): string {
  return (text.match(new RegExp(`\\p{Script=${script}}`, 'gu')) ?? []).join('');
}
