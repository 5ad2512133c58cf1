// What stands around every page: search, keys, theme, the doors that stay shut, no connection.
import { editor, savedState, section } from './steps/document.ts';
import { openPostMortem } from './steps/facts.ts';
import { token } from './steps/incident-list.ts';
import { expect, test } from './steps/session.ts';
import {
  chooseTheme,
  expectTheme,
  firstTheme,
  found,
  headSearch,
  lookFor,
  newcomerPage,
  walkTo,
  watchTheme,
} from './steps/shell.ts';

test.beforeEach(async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
});

const searches = [
  {
    group: 'Incidents',
    words: 'expired certif',
    option: 'Expired certificate on edge-proxy in eu-west',
    leadsTo: /\/incidents\/INC-60$/,
  },
  {
    group: 'Factors',
    words: 'retries not',
    option: 'Retries not bounded',
    leadsTo: /\/incidents\?q=factor%3A%22Retries\+not\+bounded%22$/i,
  },
  {
    group: 'Actions',
    words: 'failover runbook',
    option: 'Write the ledger failover runbook step by step',
    leadsTo: /\/incidents\/INC-49#actions$/,
  },
  { group: 'People', words: 'mik', option: 'Mika', leadsTo: /\/actions\?owner=mika$/ },
];

for (const { group, words, option, leadsTo } of searches) {
  test(`the slash finds ${group.toLowerCase()} while one types, and Enter goes there`, async ({
    page,
  }) => {
    await lookFor(page, words);
    await walkTo(page, group, option);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(leadsTo);
    await expect(page.getByRole('listbox', { name: 'Found' })).toBeHidden();
    await expect(headSearch(page)).toHaveValue('');
  });
}

test('a reference is gone to at once, words go to the list, Escape goes back', async ({ page }) => {
  await lookFor(page, 'inc-57');
  await expect(found(page, 'Incidents').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/incidents\/INC-57$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Checkout failed');

  await lookFor(page, 'certificate is:drill');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox', { name: 'Found' })).toBeHidden();
  await expect(headSearch(page)).not.toBeFocused();
  await lookFor(page, 'sev:1 ledger');
  await page.keyboard.press('Enter');
  await expect(token(page, 'sev:1')).toBeVisible();
  await expect(page).toHaveURL(/\/incidents\?q=sev(:|%3A)1\+ledger$/);
});

test('nothing found says so, and what cannot be read says why', async ({ page }) => {
  await lookFor(page, 'xylophone');
  await expect(page.getByText('Nothing was found for these words.')).toBeVisible();
  await page.getByRole('button', { name: 'is:repeat' }).click();
  await expect(headSearch(page)).toHaveValue('is:repeat ');
  await expect(found(page, 'Incidents').first()).toBeVisible();
  await headSearch(page).fill('colour:red');
  await expect(page.getByText(/^This cannot be read: .*colour/)).toBeVisible();
});

test('g and a letter go to each page', async ({ page }) => {
  for (const [key, heading] of [
    ['i', 'Incidents'],
    ['a', 'Actions'],
    ['p', 'Patterns'],
    ['l', 'The loop'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
    await expect(
      page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: heading }),
    ).toHaveAttribute('aria-current', 'page');
  }
  await page.keyboard.press('n');
  await expect(page.getByLabel('What happened?')).toBeFocused();
});

test('the question mark opens the sheet of all keys', async ({ page }) => {
  await page.goto('/incidents');
  await expect(page.getByRole('heading', { name: 'Incidents', level: 1 })).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByRole('heading', { name: 'On this page' })).toBeVisible();
  await expect(sheet.getByText('go to Patterns')).toBeVisible();
  // The page says what its own slash does, and not what it does elsewhere.
  await expect(sheet.getByText('search this list')).toBeVisible();
  await expect(sheet.getByText('search', { exact: true })).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/incidents/new');
});

test('the skip link comes first, and leads into the page', async ({ page }) => {
  await page.reload();
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('the theme is the system’s, until one is chosen, and no page flashes', async ({ page }) => {
  await watchTheme(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectTheme(page, 'dark');
  await page.reload();
  await expect.poll(() => firstTheme(page)).toEqual({ theme: 'dark', beforePaint: true });
  await page.emulateMedia({ colorScheme: 'light' });
  await expectTheme(page, 'light');

  await chooseTheme(page, 'Ink');
  await expectTheme(page, 'dark');
  await page.reload();
  await expect.poll(() => firstTheme(page)).toEqual({ theme: 'dark', beforePaint: true });
  await page.getByRole('button', { name: 'Switch to paper' }).click();
  await expectTheme(page, 'light');

  await chooseTheme(page, 'Ink');
  await chooseTheme(page, 'System');
  await expectTheme(page, 'light');
  await page.reload();
  await expect.poll(() => firstTheme(page)).toEqual({ theme: 'light', beforePaint: true });
});

test('an address that leads nowhere offers a way on', async ({ page }) => {
  await page.goto('/nowhere/at-all');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await page.getByRole('link', { name: 'Look for it in the incidents' }).click();
  await expect(page).toHaveURL(/\/incidents\?q=nowhere\+at\+all$/);
  await page.goto('/wiki/inc-57-checkout');
  await page.getByRole('link', { name: 'Open INC-57' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Checkout failed');
  await page.goto('/incidents/INC-99999');
  await expect(page.getByText('There is no INC-99999.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to incidents' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents', level: 1 })).toBeVisible();
});

test('who may only read is told so, and is offered nothing to write with', async ({
  browser,
  page,
}) => {
  const reference = await openPostMortem(page, { sentence: 'The counter showed yesterday' });
  const reader = await newcomerPage(page, browser, {
    role: 'viewer',
    name: 'Uma Reads',
    handle: 'uma',
    password: 'only ever reading here',
  });
  await expect(reader.getByRole('link', { name: 'New post-mortem' })).toHaveCount(0);
  for (const path of ['/incidents/new', '/import']) {
    await reader.goto(path);
    await expect(reader.getByText('Your role reads post-mortems.')).toBeVisible();
  }
  await reader.goto(`/incidents/${reference}`);
  await expect(section(reader, 'Summary')).toContainText('Nothing was written here.');
  await expect(reader.getByRole('button', { name: /^(Edit|Add|Publish)/ })).toHaveCount(0);
  await reader.goto('/settings');
  await expect(reader.getByText('you are a viewer, so you see it')).toBeVisible();
  await expect(reader.getByRole('button', { name: 'Add person' })).toHaveCount(0);
  const refused = await reader.request.post('/api/v1/incidents', {
    headers: { Origin: new URL(reader.url()).origin },
    data: { title: 'Not mine to write' },
  });
  expect(refused.status()).toBe(403);
  await reader.context().close();
});

test('without a connection the page says so, and what was typed waits', async ({
  context,
  page,
}) => {
  const offline = page.getByRole('status').filter({ hasText: 'Offline.' });
  await openPostMortem(page, { sentence: 'The line to the warehouse was cut' });
  const summary = await editor(page, 'Summary');
  await context.setOffline(true);
  await expect(offline).toBeVisible();
  await summary.fill('Nothing was printed for an hour.');
  await summary.press('Control+Enter');
  await expect(savedState(page)).toHaveText('Not saved: no connection, kept on this computer');
  await expect(summary).toContainText('Nothing was printed for an hour.');

  await context.setOffline(false);
  await expect(offline).toBeHidden();
  await expect(savedState(page)).toHaveText(/^Saved \d\d:\d\d/);
  await expect(summary).toBeHidden();
  await page.reload();
  await expect(section(page, 'Summary')).toContainText('Nothing was printed for an hour.');
});

test('a page that is asked for without a connection comes with the connection', async ({
  context,
  page,
}) => {
  await context.setOffline(true);
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page.getByRole('heading', { name: 'This page could not be shown' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Patterns', level: 1 })).toBeVisible();
});
