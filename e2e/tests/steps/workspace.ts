// What an administrator sets up once.
import { expect, type Page } from '@playwright/test';

export interface Sprints {
  startsOn: string;
  lengthDays: number;
}

export async function addTeam(page: Page, name: string, sprints: Sprints) {
  const form = await openForm(page, 'team');
  await form.getByLabel('Name of the team').fill(name);
  await form.getByLabel('First day of a sprint').fill(sprints.startsOn);
  await form.getByLabel('Length of a sprint').fill(String(sprints.lengthDays));
  await save(page, 'team', 'Teams', name);
}

export async function addPerson(page: Page, name: string, handle: string, team: string) {
  const form = await openForm(page, 'person');
  await form.getByLabel('Name of the person').fill(name);
  await form.getByLabel('Handle').fill(handle);
  await form.getByLabel('Team').selectOption(team);
  await save(page, 'person', 'People and roles', name);
}

export async function addService(page: Page, name: string, team: string) {
  const form = await openForm(page, 'service');
  await form.getByLabel('Name of the service').fill(name);
  await form.getByLabel('Team').selectOption(team);
  await save(page, 'service', 'Services', name);
}

async function openForm(page: Page, what: string) {
  await page.getByRole('button', { name: `Add ${what}` }).click();
  return page.getByRole('form', { name: `Add ${what}` });
}

async function save(page: Page, what: string, section: string, name: string) {
  const form = page.getByRole('form', { name: `Add ${what}` });
  await form.getByRole('button', { name: `Add ${what}` }).click();
  await expect(form).toBeHidden();
  const table = page.getByRole('region', { name: section }).getByRole('table');
  await expect(table.getByRole('row').filter({ hasText: name })).toBeVisible();
}
