// Coming in and going out.
import { readFileSync } from 'node:fs';
import { expect, test as base, type Page } from '@playwright/test';

/** The secret link that a new server prints on its console. */
export function printedLink(): string {
  const file = process.env.AFTERWORD_E2E_CONSOLE;
  if (file === undefined) throw new Error('The console of the empty server is not kept.');
  const link = /^http\S+\/setup#\S+$/m.exec(readFileSync(file, 'utf8'))?.[0];
  if (link === undefined) throw new Error('The server printed no link to the first administrator.');
  return link;
}

export interface Administrator {
  name: string;
  handle: string;
  password: string;
}

export async function becomeFirstAdministrator(page: Page, person: Administrator) {
  await page.goto(printedLink());
  await expect(page.getByRole('heading', { name: 'The first administrator' })).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill(person.name);
  await page.getByLabel('Handle').fill(person.handle);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
}

export async function openDemo(page: Page) {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Open the demo workspace' }).click();
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
}

/** Each test begins signed in to the demo; each worker signs in once. */
export const test = base.extend<object, { demoSession: Awaited<ReturnType<typeof signedIn>> }>({
  storageState: ({ demoSession }, use) => use(demoSession),
  demoSession: [
    async ({ browser }, use, { project }) => use(await signedIn(browser, project.use.baseURL)),
    { scope: 'worker' },
  ],
});

async function signedIn(browser: import('@playwright/test').Browser, baseURL?: string) {
  const context = await browser.newContext({ baseURL, storageState: undefined });
  await openDemo(await context.newPage());
  const state = await context.storageState();
  await context.close();
  return state;
}

export { expect };
