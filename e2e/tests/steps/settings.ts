// The parts of the settings, and what stands in their tables.
import { expect, type Page } from '@playwright/test';

export async function openSettings(page: Page) {
  await page.goto('/settings');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
}

export function part(page: Page, heading: string) {
  return page.getByRole('region', { name: heading, exact: true });
}

/** The row of a person, a team, a service, a factor, a view or a token. */
export function settingsRow(page: Page, heading: string, name: string) {
  return part(page, heading)
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name, exact: true }) });
}

/** The form that changes one of them; it stays open until it is saved. */
export async function change(page: Page, heading: string, name: string) {
  await settingsRow(page, heading, name)
    .getByRole('button', { name: `Edit ${name}` })
    .click();
  return part(page, heading).getByRole('form', { name: `Change ${name}` });
}

/** Deletes it from its own form; nothing may refer to it any more. */
export async function remove(page: Page, heading: string, name: string) {
  const form = await change(page, heading, name);
  await form.getByRole('button', { name: `Delete ${name}` }).click();
  await expect(settingsRow(page, heading, name)).toHaveCount(0);
}

export function toast(page: Page, text: string | RegExp) {
  return page.getByRole('status').filter({ hasText: text });
}
