// An administrator enters a provider; people come in through it, go out, and are signed out.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { found, levels } from './steps/axe.ts';
import { chooseThere, CLIENT, OpenIdProvider } from './steps/openid.ts';
import { OwnServer } from './steps/own-server.ts';
import { part, settingsRow, toast } from './steps/settings.ts';

const PASSWORD = 'parcels travel by night';

// Each has a server of its own.
test.describe.configure({ timeout: 60_000 });

test('people come in through a provider, and passwords are switched off', async ({ browser }) => {
  test.setTimeout(150_000);
  const server = await OwnServer.startFor('ines', 'Ines Moreau', PASSWORD);
  const provider = await OpenIdProvider.start(server.address);
  try {
    const ines = await (await browser.newContext({ baseURL: server.address })).newPage();
    await signIn(ines);
    await enterProvider(ines, server.address, provider.issuer);

    const theirs = await browser.newContext({ baseURL: server.address });
    const mika = await theirs.newPage();
    await mika.goto('/settings');
    await expectNoViolations(mika);
    await mika.getByRole('link', { name: 'Continue with Northwind ID' }).click();
    await mika.getByRole('link', { name: 'Never mind' }).click();
    await expect(mika.getByRole('alert')).toContainText('You broke the sign-in off there.');
    await mika.getByRole('link', { name: 'Continue with Northwind ID' }).click();
    await chooseThere(mika, 'Kai Berg');
    await expect(mika.getByRole('alert')).toContainText('None of your groups there may come in');

    // The provider remembers Kai; another browser does not.
    const fresh = await browser.newContext({ baseURL: server.address });
    const home = await fresh.newPage();
    await home.goto('/settings');
    await home.getByRole('link', { name: 'Continue with Northwind ID' }).click();
    await chooseThere(home, 'Mika Aalto');
    await expect(home.getByText('you are a member')).toBeVisible();
    const sessions = part(home, 'Where you are signed in');
    await expect(sessions.getByRole('row').nth(1)).toContainText('this one');
    await expect(sessions.getByRole('row').nth(1)).toContainText('through a provider');

    await switchPasswordsOff(ines);
    const door = await (await browser.newContext({ baseURL: server.address })).newPage();
    await door.goto('/sign-in');
    await expect(door.getByRole('link', { name: 'Continue with Northwind ID' })).toBeVisible();
    await expect(door.getByLabel('Password')).toHaveCount(0);
    await expectNoViolations(door);

    // An administrator signs Mika out everywhere, and Mika comes back.
    await ines.goto('/settings');
    await settingsRow(ines, 'People and roles', 'Mika Aalto')
      .getByRole('button', { name: 'Edit Mika Aalto' })
      .click();
    await ines.getByRole('button', { name: /^Sign out everywhere/ }).click();
    await expect(toast(ines, 'Mika Aalto is signed out: 1 session has ended.')).toBeVisible();
    await home.goto('/actions');
    await expect(home.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await home.getByRole('link', { name: 'Continue with Northwind ID' }).click();
    await expect(home.getByRole('heading', { name: 'Actions', level: 1 })).toBeVisible();

    // Signing out here leads to the provider, which asks whether to sign out there, too.
    await home.getByRole('button', { name: 'Open account menu' }).click();
    await home.getByRole('button', { name: 'Sign out' }).click();
    await expect(home).toHaveURL(new RegExp(`^${provider.issuer}/session/end`));
    await home.getByRole('button', { name: /yes/i }).click();
    await expect(home).toHaveURL(/\/sign-in/);

    // The server itself lets in whoever would be locked out.
    const link = /\/setup#\w+/.exec(server.run('user', 'link', 'ines'))?.[0] ?? '';
    await door.goto(link);
    await door.getByLabel('Password').fill('another night, another parcel');
    await door.getByRole('button', { name: 'Choose this password' }).click();
    await expect(door.getByRole('button', { name: 'Open account menu' })).toBeVisible();
  } finally {
    provider.stop();
    await server.stop();
  }
});

test('what is dangerous asks once more, and is then done', async ({ browser }) => {
  const server = await OwnServer.startFor('ines', 'Ines Moreau', PASSWORD);
  try {
    const context = await browser.newContext({ baseURL: server.address });
    const page = await context.newPage();
    await signIn(page);
    // As after half an hour: the server says that it wants to see who asks, until it was shown.
    let shown = false;
    await page.route('**/api/v1/session/proof', async (route) => {
      const answer = await route.fetch();
      shown ||= route.request().method() === 'POST' && answer.ok();
      await route.fulfill({ response: answer });
    });
    await page.route('**/api/v1/tokens', async (route) => {
      if (shown || route.request().method() !== 'POST') return route.continue();
      const problem = { code: 'sign_in_again', title: 'Forbidden', status: 403, detail: 'x' };
      return route.fulfill({ status: 403, json: problem });
    });
    await page.goto('/settings');
    const tokens = part(page, 'API tokens');
    await tokens.getByRole('button', { name: 'Add token' }).click();
    await tokens.getByLabel('What it is for').fill('everything');
    await tokens.getByLabel('administer').check();
    await tokens.getByRole('button', { name: 'Make token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Show once more who you are' });
    await dialog.getByLabel('Your password').fill('not the password');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog.getByLabel('Your password')).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByLabel('Your password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog).toBeHidden();
    await expect(tokens.getByLabel(/^Copy the secret now/)).toBeVisible();
  } finally {
    await server.stop();
  }
});

async function expectNoViolations(page: Page) {
  const answer = await new AxeBuilder({ page }).withTags(levels).analyze();
  expect(found(answer)).toEqual([]);
}

async function signIn(page: Page) {
  await page.goto('/sign-in');
  await page.getByLabel('Name or e-mail').fill('ines');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
}

async function enterProvider(page: Page, address: string, issuer: string) {
  await page.goto('/settings');
  const workspace = part(page, 'Workspace');
  await workspace.getByLabel(/public address/i).fill(address);
  await workspace.getByRole('button', { name: 'Save workspace' }).click();
  await expect(toast(page, /saved/)).toBeVisible();
  await part(page, 'Signing in').getByRole('link', { name: 'Add provider' }).click();
  await page.getByLabel('Name on the button').fill('Northwind ID');
  await page.getByLabel('Issuer').fill(issuer);
  await page.getByLabel('Client ID').fill(CLIENT.id);
  await page.getByLabel('Client secret').fill(CLIENT.secret);
  await page.getByLabel('More scopes').fill('groups');
  await page.getByLabel('Only from these groups').fill('northwind-sre');
  await page.getByLabel('Groups of members').fill('northwind-sre');
  await page.getByLabel('Role of whoever').selectOption('viewer');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('The provider answers as one.')).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('button', { name: 'Add provider' }).click();
  await expect(page.getByLabel(/^Enter this at the provider/)).toHaveValue(
    `${address}/oidc/1/callback`,
  );
}

async function switchPasswordsOff(page: Page) {
  await page.goto('/settings');
  const signingIn = part(page, 'Signing in');
  await signingIn.getByLabel('A name and a password sign in').uncheck();
  await signingIn.getByRole('button', { name: 'Save rules' }).click();
  await expect(toast(page, 'The rules of signing in are saved.')).toBeVisible();
}
