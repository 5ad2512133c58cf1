// What stands around every page: the head with its search, the theme, and the doors of a role.
import { expect, type Browser, type Page } from '@playwright/test';

/** The search of the running head. */
export function headSearch(page: Page) {
  return page.getByRole('combobox', { name: 'Search incidents, factors, actions' });
}

/** Opens the search by its key and types the words. */
export async function lookFor(page: Page, words: string) {
  await page.keyboard.press('/');
  await expect(headSearch(page)).toBeFocused();
  await page.keyboard.type(words);
}

/** What was found of one kind: "Factors". */
export function found(page: Page, group: string) {
  return page
    .getByRole('listbox', { name: 'Found' })
    .getByRole('group', { name: group })
    .getByRole('option');
}

/** Walks down to the option by arrow key, as far as the list goes. */
export async function walkTo(page: Page, group: string, text: string) {
  const option = found(page, group).filter({ hasText: text });
  await expect(option).toHaveCount(1);
  const before = await page.getByRole('option').count();
  for (let step = 0; step < before; step += 1) {
    if ((await option.getAttribute('aria-selected')) === 'true') break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(option).toHaveAttribute('aria-selected', 'true');
}

/** Chooses a theme in the account menu: "System", "Paper", "Ink". */
export async function chooseTheme(page: Page, theme: string) {
  await page.getByRole('button', { name: /Open account menu$/ }).click();
  const choice = page
    .getByRole('group', { name: 'Theme' })
    .filter({ visible: true })
    .getByRole('button', { name: theme });
  await choice.click();
  await expect(choice).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
}

declare global {
  interface Window {
    firstTheme?: { theme: string | undefined; at: number };
  }
}

/** From the next page on, keeps what the first theme of the page was, and when it was set. */
export async function watchTheme(page: Page) {
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      const { theme } = document.documentElement.dataset;
      if (theme === undefined) return;
      observer.disconnect();
      window.firstTheme = { theme, at: performance.now() };
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-theme'] });
  });
}

/** The theme that the page began with, and whether something was painted before it. */
export async function firstTheme(page: Page) {
  return page.evaluate(() => {
    const painted = performance.getEntriesByName('first-paint')[0]?.startTime;
    const { theme, at = Infinity } = window.firstTheme ?? {};
    return { theme, beforePaint: painted !== undefined && at <= painted };
  });
}

export async function expectTheme(page: Page, theme: 'light' | 'dark') {
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
}

export interface Newcomer {
  name: string;
  handle: string;
  password: string;
  role: 'member' | 'viewer';
}

/** Somebody new, signed in to a browser of their own. */
export async function newcomerPage(
  admin: Page,
  browser: Browser,
  newcomer: Newcomer,
): Promise<Page> {
  const origin = new URL(admin.url()).origin;
  const added = await admin.request.post('/api/v1/people', {
    headers: { Origin: origin },
    data: { ...newcomer, email: null, team: null },
  });
  expect(added.status()).toBe(201);
  const page = await (await browser.newContext({ storageState: undefined })).newPage();
  await page.goto('/sign-in');
  await page.getByLabel('Name or e-mail').fill(newcomer.handle);
  await page.getByLabel('Password').fill(newcomer.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
  return page;
}
