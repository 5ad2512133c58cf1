// Who wrote what when: steps, two versions compared, a name for one, and going back to it.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { found, levels } from './steps/axe.ts';
import { section, write } from './steps/document.ts';
import { fillFacts, openPostMortem } from './steps/facts.ts';
import { expect, test } from './steps/session.ts';
import { toast } from './steps/settings.ts';
import { expectNothingSideways } from './steps/touch.ts';

const FIRST = 'One printer stood still for an hour.';
const SECOND = 'Two printers stood still until noon.';

const compared = (page: Page) => page.getByRole('region', { name: 'Two versions compared' });

async function openHistory(page: Page) {
  await page.getByRole('link', { name: 'Who wrote what, and when' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
}

async function writtenTwice(page: Page, sentence: string): Promise<string> {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence });
  await write(page, 'Summary', FIRST);
  await openHistory(page);
  await compared(page)
    .getByRole('button', { name: /^Name it version/ })
    .last()
    .click();
  const dialog = page.getByRole('dialog', { name: /^Name version/ });
  await dialog.getByLabel('Name', { exact: true }).fill('As it was presented');
  await dialog.getByRole('button', { name: 'Name it' }).click();
  await expect(page.getByRole('link', { name: 'As it was presented' })).toBeVisible();
  await page.goto(`/incidents/${reference}`);
  await write(page, 'Summary', SECOND);
  await fillFacts(page, { severity: 'SEV1', milestones: {}, date: '' });
  await expect(page.getByRole('dialog')).toBeHidden();
  return reference;
}

test('a version gets a name, is compared word by word, and comes back', async ({ page }) => {
  const reference = await writtenTwice(page, 'The printers stood still');
  await openHistory(page);
  await expect(page.getByRole('list').filter({ hasText: 'wrote “Summary”' })).not.toHaveCount(0);
  await page.getByRole('link', { name: 'As it was presented' }).click();
  const pane = compared(page);
  await expect(pane.getByRole('deletion').first()).toHaveText(/One/);
  await expect(pane.getByRole('insertion').first()).toHaveText(/Two/);
  await expect(pane).toContainText('What else was changed');
  await expect(pane).toContainText('SEV1, before:');
  const axe = new AxeBuilder({ page }).withTags(levels);
  expect(found(await axe.analyze()), 'in light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await expect(pane).toContainText('SEV1, before:');
  expect(found(await axe.analyze()), 'in dark').toEqual([]);

  await pane.getByRole('button', { name: /^Bring back version/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Bring back version/ });
  await expect(dialog.getByRole('listitem').filter({ hasText: '“Summary”' })).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'the severity' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Bring it back' }).click();
  const back = toast(page, /Version \d+ is back/);
  await expect(back).toBeVisible();
  await page.getByRole('link', { name: 'Back to the document' }).click();
  await expect(section(page, 'Summary')).toContainText(FIRST);

  await page.keyboard.press('z');
  await expect(back).toBeHidden();
  await page.goto(`/incidents/${reference}`);
  await expect(section(page, 'Summary')).toContainText(SECOND);
});

test('on a phone the steps come first, then two versions one below the other', async ({ page }) => {
  await writtenTwice(page, 'The printers stood still again');
  await page.setViewportSize({ width: 390, height: 844 });
  await openHistory(page);
  await expect(compared(page)).toBeHidden();
  await expectNothingSideways(page);
  await page.getByRole('link', { name: 'As it was presented' }).click();
  const sides = compared(page).getByRole('heading', { name: /^Version \d+$/ });
  const [before, after] = await Promise.all([
    sides.nth(0).boundingBox(),
    sides.nth(1).boundingBox(),
  ]);
  expect(before?.x).toBe(after?.x);
  expect(after?.y ?? 0).toBeGreaterThan((before?.y ?? 0) + 20);
  await expectNothingSideways(page);
  await compared(page).getByRole('link', { name: 'All versions' }).click();
  await expect(compared(page)).toBeHidden();
});

test('versions that are not there are said so', async ({ page }) => {
  await page.goto('/incidents/INC-57/history?from=1&to=99999');
  await expect(compared(page).getByRole('alert')).toContainText('no version 99999');
});
