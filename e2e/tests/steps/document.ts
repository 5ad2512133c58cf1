// The prose of the open document, its factors and its four questions.
import { expect, type Locator, type Page } from '@playwright/test';

export function section(page: Page, name: string) {
  return page.getByRole('region', { name, exact: true });
}

/** Opens the editor of a section. */
export async function editor(page: Page, name: string) {
  await section(page, name)
    .getByRole('button', { name: `Edit ${name}` })
    .click();
  const field = section(page, name).getByRole('textbox', { name });
  await expect(field).toBeFocused();
  return field;
}

export async function write(page: Page, name: string, text: string) {
  const field = await editor(page, name);
  await field.fill(text);
  await field.press('Control+Enter');
  await expect(field).toBeHidden();
  await expect(section(page, name)).toContainText(text);
}

export function paste(field: Locator, text: string) {
  return field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = { clipboardData, bubbles: true, cancelable: true };
    element.dispatchEvent(new ClipboardEvent('paste', event));
  }, text);
}

/** What the page says of its last edit. */
export function savedState(page: Page) {
  return page.getByRole('status').filter({ hasText: /^(Saved|Saving|Not saved)/ });
}

/** Shows that somebody is at the page: only then it joins the live document. */
export async function stir(page: Page) {
  await page.mouse.move(10, 10);
  await page.mouse.move(20, 20);
}

/** Who is said to be here, and in which part. */
export function hereNow(page: Page) {
  return page
    .getByRole('complementary', { name: 'About this document' })
    .getByRole('list')
    .filter({ hasText: 'You' })
    .getByRole('listitem');
}

export interface Factor {
  group: 'made it possible' | 'slowed detection' | 'slowed resolution';
  condition: string;
  term: string;
}

export async function addFactor(page: Page, { group, condition, term }: Factor) {
  const factors = section(page, 'Contributing factors');
  await factors.getByRole('button', { name: `Factor that ${group}` }).click();
  const form = factors.getByRole('form', { name: 'Add factor' });
  await form.getByLabel('What was the condition?').fill(condition);
  await form.getByLabel('Factor', { exact: true }).fill(term);
  await form.getByRole('button', { name: 'Add factor' }).click();
  await expect(form).toBeHidden();
  await expect(factors.getByRole('listitem').filter({ hasText: condition })).toContainText(term);
}

export async function answerQuestion(page: Page, question: string, text: string) {
  const questions = section(page, 'Four questions');
  await questions.getByRole('button', { name: `Answer to “${question}”` }).click();
  const editor = questions.getByRole('textbox', { name: question });
  await editor.fill(text);
  await questions.getByRole('button', { name: 'Save' }).click();
  await expect(editor).toBeHidden();
  await expect(questions.getByRole('listitem').filter({ hasText: text })).toBeVisible();
}
