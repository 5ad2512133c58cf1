// The check of language where people write, publish and import.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './steps/session.ts';
import { found, levels } from './steps/axe.ts';
import { editor, section, stir, write } from './steps/document.ts';
import { openPostMortem } from './steps/facts.ts';
import { chooseFiles, file } from './steps/importing.ts';
import { newcomerPage } from './steps/shell.ts';

const ROOM = 'Root cause';
const BLAME = 'The engineer forgot to raise the pool size.';

function underlined(page: Page, name = 'Summary') {
  return section(page, name).locator('mark.language-note');
}

function notes(page: Page) {
  return section(page, 'Summary').getByRole('complementary', { name: 'Note on language' });
}

/** How far the line of the note begins from the line of its phrase, in pixels. */
function apart(page: Page, name: string) {
  return section(page, name).evaluate((part) => {
    const mark = part.querySelector('mark.language-note')?.getBoundingClientRect();
    const line = part.querySelector('.margin-line--language polyline')?.getAttribute('points');
    const y = Number(line?.split(' ')[0]?.split(',')[1]);
    return mark ? Math.abs(part.getBoundingClientRect().top + y - mark.bottom) : Infinity;
  });
}

// Much is waited for, one thing after the other.
test.describe.configure({ timeout: 60_000 });

test('a phrase is underlined as it is typed, kept with a reason, and stays kept', async ({
  page,
}) => {
  await page.goto('/');
  await openPostMortem(page, { sentence: 'The pool was as small as ever' });
  const field = await editor(page, 'Summary');
  await field.pressSequentially(`It broke. ${BLAME}`);
  await expect(underlined(page)).toHaveText('engineer forgot');
  const note = notes(page);
  await expect(note).toContainText('A person as the cause');
  await expect(underlined(page)).toHaveAttribute(
    'aria-describedby',
    (await note.getAttribute('id')) ?? 'the id of the note',
  );
  await expect(page.getByText('1 phrase reads as blame')).toBeVisible();
  expect(found(await new AxeBuilder({ page }).withTags(levels).analyze())).toEqual([]);

  // By key from the text to the note, and back.
  await field.press('F8');
  const reword = note.getByRole('button', { name: 'Reword “engineer forgot”' });
  await expect(reword).toBeFocused();
  await reword.press('Enter');
  await expect(field).toBeFocused();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('engineer forgot');

  await note.getByRole('button', { name: 'Keep “engineer forgot” with a reason' }).click();
  await note.getByRole('button', { name: 'Keep it' }).click();
  await expect(note).toContainText('Reason is empty');
  await note.getByLabel('Why does “engineer forgot” stay?').fill('the words of the provider');
  await note.getByRole('button', { name: 'Keep it' }).click();
  await expect(note).toContainText('“engineer forgot” stays: the words of the provider');
  await expect(page.getByText('1 phrase reads as blame')).toBeHidden();

  await page.reload();
  await expect(note).toContainText('the words of the provider');
  await note.getByRole('button', { name: 'Keep no longer' }).click();
  await expect(page.getByText('1 phrase reads as blame')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(note).toContainText('the words of the provider');
  await page.goto(`${page.url().replace(/#.*/, '')}/history`);
  await expect(page.getByText('kept a phrase as it stands').first()).toBeVisible();
});

test('a note stays at its phrase while another writes above it', async ({ browser, page }) => {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence: 'The limit was never raised' });
  const handle = `vera-${Date.now().toString(36)}`;
  const other = await newcomerPage(page, browser, {
    name: 'Vera',
    handle,
    password: `the password of ${handle}`,
    role: 'member',
  });
  await other.goto(`/incidents/${reference}`);
  for (const each of [page, other]) await stir(each);
  const mine = await editor(page, ROOM);
  await mine.pressSequentially(BLAME);
  await expect(underlined(page, ROOM)).toHaveText('engineer forgot');
  await expect.poll(() => apart(page, ROOM)).toBeLessThan(8);
  const theirs = await editor(other, ROOM);
  await theirs.press('Control+Home');
  await theirs.pressSequentially('A line of another.\n\nAnd one more.\n\n');
  await expect(mine).toContainText('And one more.');
  await expect(underlined(page, ROOM)).toHaveText('engineer forgot');
  await expect.poll(() => apart(page, ROOM)).toBeLessThan(8);
  await other.context().close();
});

test('a word that judges is left out with one click', async ({ page }) => {
  await page.goto('/');
  await openPostMortem(page, { sentence: 'The table was dropped' });
  await write(page, 'Summary', 'They carelessly dropped the table.');
  const note = notes(page).filter({ hasText: 'A word that judges' });
  await expect(note).toContainText('They dropped the table.');
  await note.getByRole('button', { name: 'Use this' }).click();
  const field = section(page, 'Summary').getByRole('textbox', { name: 'Summary' });
  await expect(field).toHaveText('They dropped the table.');
  await expect(note).toHaveCount(0);
});

test('an import tells which files blame, and their documents show where', async ({ page }) => {
  const text = `# Incident: the pool ran dry on 2026-03-02\n\n## Summary\n\n${BLAME}\n\n## Timeline (UTC)\n\n- 10:02 First alert fired\n- 10:48 Service recovered\n`;
  await page.goto('/import');
  await chooseFiles(page, [{ name: 'pool.md', text }]);
  await expect(file(page, 'pool.md')).toContainText('1 phrase reads as blame');
  await page.getByRole('button', { name: 'Import' }).last().click();
  const imported = page.getByRole('region', { name: 'Imported' });
  await expect(imported).toContainText('1 phrase reads as blame; each document shows them.');
  await file(page, 'pool.md').getByRole('link', { name: '1 phrase reads as blame' }).click();
  await expect(underlined(page)).toHaveText('engineer forgot');
});

test('a workspace switches a rule off, and Patterns tells the trend', async ({ page }) => {
  await page.goto('/settings#language');
  const part = section(page, 'Language');
  const rule = part.getByLabel('How much “What we failed or should have done” matters');
  await rule.selectOption('note');
  await part.getByLabel('Names').fill('Grace Hopper');
  await part.getByRole('button', { name: 'Save language' }).click();
  await expect(page.getByText('Language saved.')).toBeVisible();
  await page.reload();
  await expect(rule).toHaveValue('note');
  await expect(part.getByLabel('Names')).toHaveValue('Grace Hopper');
  await part.getByLabel('Allowed phrases').fill('…');
  await part.getByRole('button', { name: 'Save language' }).click();
  await expect(part).toContainText('has no letter');

  await page.goto('/patterns');
  const trend = section(page, 'Words of blame');
  await expect(trend.getByRole('row')).toHaveCount(9);
  await expect(trend).toContainText(/phrases? in \d+ published post-mortems?/);
});
