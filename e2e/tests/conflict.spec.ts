import { expect, test } from './steps/session.ts';
import { editor, section } from './steps/document.ts';
import { openPostMortem } from './steps/facts.ts';

test('two people write the same section: the second sees both and loses nothing', async ({
  browser,
  page,
  storageState,
}) => {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence: 'Two people write at the same time' });
  const colleague = await (await browser.newContext({ storageState })).newPage();
  await colleague.goto(`/incidents/${reference}`);

  const mine = await editor(page, 'Summary');
  const theirs = await editor(colleague, 'Summary');
  await theirs.fill('Theirs: the queue was full.');
  await theirs.press('Control+Enter');
  await expect(section(colleague, 'Summary')).toContainText('the queue was full');

  await mine.fill('Mine: the disk was slow.');
  await mine.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Somebody changed the same place' });
  await expect(dialog).toContainText('Theirs: the queue was full.');
  await expect(dialog).toContainText('Mine: the disk was slow.');

  await dialog.getByRole('button', { name: 'Write mine again' }).click();
  await expect(dialog).toBeHidden();
  await expect(section(page, 'Summary')).toContainText('Mine: the disk was slow.');
  await colleague.reload();
  await expect(section(colleague, 'Summary')).toContainText('Mine: the disk was slow.');
  await colleague.context().close();
});

test('keeping theirs leaves mine in no place, and different sections do not collide', async ({
  browser,
  page,
  storageState,
}) => {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence: 'Two people write in two places' });
  const colleague = await (await browser.newContext({ storageState })).newPage();
  await colleague.goto(`/incidents/${reference}`);

  const summary = await editor(page, 'Summary');
  const cause = await editor(colleague, 'Root cause');
  await cause.fill('A lock was never given back.');
  await cause.press('Control+Enter');
  await expect(section(colleague, 'Root cause')).toContainText('never given back');
  await summary.fill('Orders waited for an hour.');
  await summary.press('Control+Enter');
  await expect(section(page, 'Summary')).toContainText('Orders waited');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(section(page, 'Root cause')).toContainText('never given back');

  const again = await editor(page, 'Root cause');
  const theirs = await editor(colleague, 'Root cause');
  await theirs.fill('The lock has no time limit.');
  await theirs.press('Control+Enter');
  await expect(section(colleague, 'Root cause')).toContainText('no time limit');
  await again.fill('Somebody held the lock.');
  await again.press('Control+Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep theirs' }).click();
  await expect(section(page, 'Root cause')).toContainText('no time limit');
  await expect(section(page, 'Root cause')).not.toContainText('Somebody held the lock');
  await colleague.context().close();
});
