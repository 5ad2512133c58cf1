// Measures, the three slots, and what each action item needs.
import { expect, type Locator, type Page } from '@playwright/test';
import { section } from './document.ts';

export async function addMeasure(page: Page, title: string, effect: string, effortDays: string) {
  const actions = section(page, 'Actions');
  await actions.getByRole('button', { name: 'Add measure' }).click();
  const form = actions.getByRole('form', { name: 'Add measure' });
  await form.getByLabel('Measure').fill(title);
  await form.getByLabel('What it does').selectOption(effect);
  await form.getByLabel('Effort, days').fill(effortDays);
  await form.getByRole('button', { name: 'Add measure' }).click();
  await expect(form).toBeHidden();
  await expect(measure(page, title)).toBeVisible();
}

/** A candidate that is in no slot. */
export function measure(page: Page, title: string) {
  return section(page, 'Actions')
    .getByRole('row')
    .filter({ hasText: title })
    .filter({ has: page.getByRole('button', { name: 'Place in slot' }) });
}

/** An action item in its slot. */
export function action(page: Page, title: string) {
  return section(page, 'Actions')
    .getByRole('row')
    .filter({ hasText: title })
    .filter({ has: page.getByRole('combobox', { name: 'Owner' }) });
}

export async function placeInSlot(page: Page, title: string) {
  await measure(page, title).getByRole('button', { name: 'Place in slot' }).click();
}

export interface Commitment {
  owner: string;
  priority: string;
  due: string;
  ticket: string;
}

export async function commit(
  page: Page,
  title: string,
  { owner, priority, due, ticket }: Commitment,
) {
  const row = action(page, title);
  await row.getByLabel('Owner').selectOption(owner);
  await row.getByLabel('Priority').selectOption(priority);
  // What is being saved cannot be changed; afterwards it can.
  await expect(row.getByLabel('Priority')).toBeEnabled();
  await setDue(page, title, due);
  await expect(row).toContainText(/Sprint \d+/);
  await row.getByRole('button', { name: 'Ticket' }).click();
  const dialog = page.getByRole('dialog', { name: `Ticket for “${title}”` });
  await dialog.getByLabel('Ticket', { exact: true }).fill(ticket);
  await dialog.getByRole('button', { name: 'Save ticket' }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText(ticket);
}

export async function setDue(page: Page, title: string, due: string) {
  const field = action(page, title).getByLabel('Due', { exact: true });
  await field.fill(due);
  await field.press('Enter');
}

/** Opens what is asked before publishing. */
export async function publish(page: Page) {
  await page.getByRole('button', { name: 'Publish' }).click();
}

export function publishDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: /^Publish/ });
}
