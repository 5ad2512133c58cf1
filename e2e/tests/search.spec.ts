// The search of the head: words as people remember them find the incident, and show where they stand.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { found as violations, levels } from './steps/axe.ts';
import { settled } from './steps/pages.ts';
import { expect, test } from './steps/session.ts';
import { found, headSearch, lookFor } from './steps/shell.ts';

/** An incident with a cause; answers its reference. The words are each test's own. */
async function written(page: Page, title: string, cause: string): Promise<string> {
  const headers = { Origin: new URL(page.url()).origin };
  const opened = await page.request.post('/api/v1/incidents', { data: { title }, headers });
  const { reference, version } = (await opened.json()) as { reference: string; version: number };
  const wrote = await page.request.put(`/api/v1/incidents/${reference}/sections/root_cause`, {
    data: { text: cause },
    headers: { ...headers, 'If-Match': `"${version}"` },
  });
  expect(wrote.ok(), await wrote.text()).toBe(true);
  return reference;
}

/** The row of an incident among what was found. */
function row(page: Page, reference: string) {
  return found(page, 'Incidents').filter({ hasText: reference });
}

test.beforeEach(async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
});

test('mistyped words find it, and the snippet marks what was meant', async ({ page }) => {
  const reference = await written(
    page,
    'Marzipan was counted twice',
    'The **reconciler** read the stock of marzipan before the nightly compaction had ended.',
  );
  await lookFor(page, 'marzipn compactoin');
  await expect(row(page, reference)).toContainText('Root cause');
  await expect(row(page, reference).locator('mark')).toHaveText([
    'Marzipan',
    'marzipan',
    'compaction',
  ]);
  await settled(page);
  const axe = new AxeBuilder({ page }).withTags(levels);
  expect(violations(await axe.analyze())).toEqual([]);
});

test('a phrase finds the words in their order and no others', async ({ page }) => {
  const inOrder = await written(
    page,
    'Gherkins were late',
    'The jar was sealed by the gherkin press.',
  );
  const turned = await written(
    page,
    'Gherkins were early',
    'The gherkin press was by the jar, sealed.',
  );
  await lookFor(page, 'sealed gherkin press');
  await expect(row(page, inOrder)).toBeVisible();
  await expect(row(page, turned)).toBeVisible();
  await headSearch(page).fill('"sealed by the gherkin press"');
  await expect(row(page, turned)).toHaveCount(0);
  await expect(row(page, inOrder).locator('mark').first()).toBeVisible();
});

test('the beginning of a word is enough, and the keys lead there', async ({ page }) => {
  const reference = await written(
    page,
    'Quicksilver thermometers drifted',
    'They had not been calibrated since spring.',
  );
  await page.keyboard.press('/');
  await expect(headSearch(page)).toBeFocused();
  await page.keyboard.type('quicksil');
  await expect(row(page, reference).locator('mark')).toHaveText(['Quicksilver']);
  await page.keyboard.press('ArrowDown');
  await expect(row(page, reference)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/incidents/${reference}$`));
  await expect(page.getByRole('listbox', { name: 'Found' })).toBeHidden();
});

test('without words it says what can be typed, and without a result what else can be', async ({
  page,
}) => {
  await page.keyboard.press('/');
  await expect(page.getByText('Type a word, a reference such as')).toBeVisible();
  await page.keyboard.type('zzyzx "no such phrase"');
  await expect(page.getByText('Nothing was found for these words.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Nothing found.' })).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Nothing was found for these words.')).toBeHidden();
  await expect(headSearch(page)).not.toBeFocused();
});
