import { expect, test } from './steps/session.ts';
import { editor, section } from './steps/document.ts';
import { openPostMortem } from './steps/facts.ts';
import type { Page } from '@playwright/test';

async function title(page: Page) {
  await page.getByRole('heading', { level: 1 }).hover();
  await page.getByRole('button', { name: 'Edit title' }).click();
  return page.getByRole('textbox', { name: 'Title' });
}

test('two people change the same place: the second sees both and loses nothing', async ({
  browser,
  page,
  storageState,
}) => {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence: 'Two people write at the same time' });
  const colleague = await (await browser.newContext({ storageState })).newPage();
  await colleague.goto(`/incidents/${reference}`);

  const mine = await title(page);
  const theirs = await title(colleague);
  await theirs.fill('Theirs: the queue was full');
  await theirs.press('Enter');
  await expect(colleague.getByRole('heading', { level: 1 })).toContainText('the queue was full');

  await mine.fill('Mine: the disk was slow');
  await mine.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Somebody changed the same place' });
  await expect(dialog).toContainText('Theirs: the queue was full');
  await expect(dialog).toContainText('Mine: the disk was slow');

  await dialog.getByRole('button', { name: 'Write mine again' }).click();
  await expect(dialog).toBeHidden();
  // The other page hears of it by itself.
  for (const each of [page, colleague]) {
    await expect(each.getByRole('heading', { level: 1 })).toContainText('Mine: the disk was slow');
  }
  await colleague.context().close();
});

test('keeping theirs leaves mine in no place, and different places do not collide', async ({
  browser,
  page,
  storageState,
}) => {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence: 'Two people write in two places' });
  const colleague = await (await browser.newContext({ storageState })).newPage();
  await colleague.goto(`/incidents/${reference}`);

  const mine = await title(page);
  const cause = await editor(colleague, 'Root cause');
  await cause.fill('A lock was never given back.');
  await cause.press('Control+Enter');
  await expect(section(page, 'Root cause')).toContainText('never given back');
  await mine.fill('Orders waited for an hour');
  await mine.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders waited');
  await expect(page.getByRole('dialog')).toBeHidden();

  const again = await title(page);
  const theirs = await title(colleague);
  await theirs.fill('The lock has no time limit');
  await theirs.press('Enter');
  await expect(colleague.getByRole('heading', { level: 1 })).toContainText('no time limit');
  await again.fill('Somebody held the lock');
  await again.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep theirs' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('no time limit');
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('held the lock');
  await colleague.context().close();
});
