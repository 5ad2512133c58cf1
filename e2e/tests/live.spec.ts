import type { Browser, Page } from '@playwright/test';
import { expect, test } from './steps/session.ts';
import { actionAt, expectState, stateWords } from './steps/action-list.ts';
import { editor, hereNow, paste, savedState, section, stir, write } from './steps/document.ts';
import { openPostMortem } from './steps/facts.ts';
import { newcomerPage } from './steps/shell.ts';

// Each has two browsers to start.
test.describe.configure({ timeout: 60_000 });

/** A post-mortem that two people have open, each in a browser of their own. */
async function together(page: Page, browser: Browser, name: string, sentence: string) {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence });
  // Another one each time, so that a test can be repeated on one server.
  const handle = `${name.toLowerCase()}-${Date.now().toString(36)}`;
  const other = await newcomerPage(page, browser, {
    name,
    handle,
    password: `the password of ${handle}`,
    role: 'member',
  });
  await other.goto(`/incidents/${reference}`);
  for (const each of [page, other]) await stir(each);
  await expect(hereNow(page).filter({ hasText: name })).toBeVisible();
  return other;
}

/** The line where somebody else writes, and their name beside its row. */
async function expectCaret(page: Page, name: string) {
  const place = section(page, 'Summary');
  await expect(place.locator('.remote-name', { hasText: name })).toBeVisible();
  // It is drawn anew whenever they move: all of it is measured at one moment.
  const measured = () =>
    place.evaluate((element) => {
      const box = (selector: string) => element.querySelector(selector)?.getBoundingClientRect();
      const [caret, tag, text] = ['.remote-caret', '.remote-name', '.cm-content'].map(box);
      if (!caret || !tag || !text) return 'something is not drawn';
      return {
        width: caret.width,
        besideTheText: tag.right <= text.left,
        inItsRow: tag.top < caret.bottom && tag.bottom > caret.top,
      };
    });
  await expect.poll(measured).toEqual({ width: 2, besideTheText: true, inItsRow: true });
}

test('two people write in one paragraph at once, and see each other', async ({ browser, page }) => {
  const other = await together(page, browser, 'Petra', 'The gate opened for everybody');
  await write(page, 'Summary', 'The gate opened.');
  const mine = await editor(page, 'Summary');
  const theirs = await editor(other, 'Summary');
  await theirs.press('Control+Home');
  await Promise.all([
    mine.pressSequentially(' Nobody had asked it to.', { delay: 15 }),
    theirs.pressSequentially('At nine in the morning: ', { delay: 15 }),
  ]);
  const both = 'At nine in the morning: The gate opened. Nobody had asked it to.';
  for (const each of [mine, theirs]) await expect(each).toHaveText(both);
  await expectCaret(page, 'Petra');
  await expectCaret(other, 'Ines');
  await expect(hereNow(page).filter({ hasText: 'Petra' })).toContainText('Summary');

  // Each takes back their own, however many steps their pauses made of it.
  await expect(async () => {
    await theirs.press('Control+z');
    await expect(mine).toHaveText('The gate opened. Nobody had asked it to.', { timeout: 300 });
  }).toPass();

  for (const each of [mine, theirs]) await each.press('Escape');
  for (const each of [page, other]) {
    await expect(section(each, 'Summary').getByRole('textbox')).toHaveCount(0);
    await expect(section(each, 'Summary')).toContainText('Nobody had asked it to.');
    await expect(savedState(each)).toHaveText(/^Saved \d\d:\d\d/);
  }
  await other.context().close();
  await expect(page.getByRole('heading', { name: 'Here now' })).toBeHidden();
});

test('Markdown shows its marks only where the caret is', async ({ page }) => {
  await page.goto('/');
  await openPostMortem(page, { sentence: 'The marks stood in the text' });
  const field = await editor(page, 'Summary');
  await field.pressSequentially('It was **very** slow');
  await expect(field).toHaveText('It was very slow');
  for (const _ of ' slow') await field.press('ArrowLeft');
  await expect(field).toHaveText('It was **very** slow');
  await field.press('End');
  await field.press('Enter');
  await field.pressSequentially('- one');
  await field.press('Enter');
  await field.pressSequentially('two');
  await field.press('Escape');
  await expect(section(page, 'Summary').locator('.prose strong')).toHaveText('very');
  await expect(section(page, 'Summary').locator('.prose li')).toHaveText(['one', 'two']);
});

test('what is typed without a connection waits, outlives a reload, and reaches the others', async ({
  browser,
  context,
  page,
}) => {
  const other = await together(page, browser, 'Quentin', 'The cable to the harbour was cut');
  await write(page, 'Summary', 'The cable was cut.');
  const mine = await editor(page, 'Summary');
  await context.setOffline(true);
  await mine.pressSequentially(' Typed alone.');
  await expect(savedState(page)).toHaveText('Not saved: no connection, kept on this computer');
  await expect(page.getByRole('heading', { name: 'Here now' })).toBeHidden();
  // Meanwhile somebody else writes in the same place.
  await write(other, 'Root cause', 'A digger.');
  await expect(section(other, 'Summary')).not.toContainText('Typed alone');

  const address = page.url();
  await page.reload().catch(() => undefined);
  await context.setOffline(false);
  await page.goto(address);
  await stir(page);
  await expect(section(page, 'Summary')).toContainText('Typed alone.');
  await expect(section(page, 'Root cause')).toContainText('A digger.');
  await expect(savedState(page)).toHaveText(/^Saved \d\d:\d\d/);
  await expect(section(other, 'Summary')).toContainText('Typed alone.');
  await other.context().close();
});

test('what cannot be saved stays where it is, and can be dropped', async ({ page }) => {
  await page.goto('/');
  await openPostMortem(page, { sentence: 'A whole log was pasted' });
  await write(page, 'Summary', 'One line.');
  const field = await editor(page, 'Summary');
  await paste(field, 'A line of a log that nobody will read.\n'.repeat(8_000));
  const refused = page.getByRole('alert');
  await expect(refused).toContainText('too much for one text');
  await expect(savedState(page)).toHaveText('Not saved');
  await expect(field).toContainText('A line of a log');
  await refused.getByRole('button', { name: 'Drop it and show what is saved' }).click();
  await expect(refused).toBeHidden();
  await expect(section(page, 'Summary')).toContainText('One line.');
  await expect(section(page, 'Summary')).not.toContainText('A line of a log');
  await write(page, 'Summary', 'Another line.');
  await expect(savedState(page)).toHaveText(/^Saved \d\d:\d\d/);
});

test('nothing of what was written stays in the browser after signing out', async ({
  browser,
  page,
}) => {
  const other = await together(page, browser, 'Rosa', 'The archive was open');
  const copies = () =>
    other.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  await write(other, 'Summary', 'The archive was open.');
  expect(await copies()).toEqual([expect.stringContaining('INC-')]);
  await other.getByRole('button', { name: /^Rosa/ }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/\/sign-in$/);
  await expect.poll(copies).toEqual([]);
  await other.context().close();
});

test('an action that is changed on one page changes on the other within a second', async ({
  browser,
  page,
  storageState,
}) => {
  const colleague = await (await browser.newContext({ storageState })).newPage();
  for (const each of [page, colleague]) await each.goto('/actions?tab=all');
  const place = 5;
  const chosen = await actionAt(page, place);
  const before = await stateWords(colleague, chosen);
  const [key, after] = before === 'Not started' ? ['p', 'In progress'] : ['n', 'Not started'];
  for (let row = 0; row <= place; row++) await page.keyboard.press('j');
  await page.keyboard.press(key);
  await expectState(page, chosen, after);
  await expect(async () => expect(await stateWords(colleague, chosen)).toBe(after)).toPass({
    intervals: [50],
    timeout: 1_000,
  });
  await colleague.context().close();
});
