import { expect, test } from '@playwright/test';
import { openDemo } from './steps/session.ts';

test('one click opens the demo workspace', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByRole('button', { name: 'Open the demo workspace' }).click();
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Open account menu' }).click();
  await expect(page.getByText('Northwind Payments')).toBeVisible();
});

test('a wrong password is refused and says nothing of the name', async ({ page }) => {
  const refusals: (string | null)[] = [];
  for (const name of ['ines', 'nobody-of-this-name']) {
    await page.goto('/sign-in');
    await page.getByLabel('Name or e-mail').fill(name);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const refusal = page.getByRole('alert');
    await expect(refusal).toBeVisible();
    await expect(page.getByLabel('Name or e-mail')).toHaveValue(name);
    refusals.push(await refusal.textContent());
  }
  expect(refusals[0]).toBe(refusals[1]);
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in$/);
});

test('signing in leads to the page that was asked for', async ({ page }) => {
  await page.goto('/incidents?q=is:repeat');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByRole('button', { name: 'Open the demo workspace' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove is:repeat' })).toBeVisible();
});

test('a place outside of the workspace is not led to', async ({ page }) => {
  await page.goto('/sign-in?next=//elsewhere.example/');
  await page.getByRole('button', { name: 'Open the demo workspace' }).click();
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test('after signing out the pages are closed', async ({ page }) => {
  await openDemo(page);
  await page.getByRole('button', { name: 'Open account menu' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto('/incidents/INC-57');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a session that ended elsewhere is begun again over the page', async ({ page, context }) => {
  await openDemo(page);
  const other = await context.newPage();
  await other.goto('/actions');
  await other.getByRole('button', { name: 'Open account menu' }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  await again.getByRole('button', { name: 'Open the demo workspace' }).click();
  await expect(again).toBeHidden();
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Incidents' })
    .click();
  await expect(page.getByRole('heading', { name: 'Incidents', level: 1 })).toBeVisible();
});
