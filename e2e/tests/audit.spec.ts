// The audit log: what somebody did is found, with what was before and after, also by keyboard.
import { AxeBuilder } from '@axe-core/playwright';
import { found, levels } from './steps/axe.ts';
import { openPostMortem } from './steps/facts.ts';
import { settled } from './steps/pages.ts';
import { expect, test } from './steps/session.ts';
import { openSettings, part } from './steps/settings.ts';
import { expectNothingSideways } from './steps/touch.ts';

test('what was done is found in the audit log, with what was before and after', async ({
  page,
}) => {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence: 'Labels were printed twice' });
  expect((await page.request.get(`/api/v1/incidents/${reference}/export`)).ok()).toBe(true);

  await openSettings(page);
  await part(page, 'Audit log').getByRole('link', { name: 'Open the audit log' }).click();
  await expect(page.getByRole('heading', { name: 'Audit log', level: 1 })).toBeVisible();
  const entries = page.getByRole('list', { name: 'Entries, newest first' });
  await expect(entries.getByRole('listitem').first()).toBeVisible();

  await page.getByLabel('Incident', { exact: true }).fill(reference);
  await page.getByLabel('Incident', { exact: true }).press('Enter');
  await expect(page).toHaveURL(new RegExp(`incident=${reference}$`));
  await expect(entries.getByRole('listitem').first()).toContainText('exported');
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'Exports' });
  await expect(entries.getByRole('listitem')).toHaveCount(1);
  await expect(entries.getByRole('listitem')).toContainText('127.0.0.1');

  // By keyboard: to the row, open it, and close it.
  await page.getByRole('heading', { name: 'Audit log' }).click();
  const line = entries.getByRole('button');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await expect(entries.getByRole('row', { name: /export/ })).toContainText('document');
  await settled(page);
  expect(found(await new AxeBuilder({ page }).withTags(levels).analyze())).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNothingSideways(page);
  await page.keyboard.press('Enter');
  await expect(line).toHaveAttribute('aria-expanded', 'false');

  // The same as lines, which says that it was asked for.
  const lines = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as JSON lines' }).click();
  expect((await lines).suggestedFilename()).toBe('audit.jsonl');

  await page.getByLabel('Until', { exact: true }).fill('2001-01-01');
  await expect(page.getByText('No entry fits.')).toBeVisible();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect(entries.getByRole('listitem').first()).toBeVisible();
});
