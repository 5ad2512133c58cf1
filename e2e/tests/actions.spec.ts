import { expect, test } from './steps/session.ts';
import {
  actionAt,
  actionRows,
  expectState,
  rowOf,
  stateOf,
  stateWords,
} from './steps/action-list.ts';

// All of them change the first rows of one list, so one follows the other.
test.describe.configure({ mode: 'default' });

test.beforeEach(async ({ page }) => {
  await page.goto('/actions');
  await expect(actionRows(page).first()).toBeVisible();
});

test('d finishes the row that j has reached, and Undo takes it back', async ({ page }) => {
  const first = await actionAt(page, 0);
  const before = await stateWords(page, first);
  expect(before).not.toBe('Done');
  await page.keyboard.press('j');
  await expect(rowOf(page, first)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('d');
  const said = page.getByRole('status').filter({ hasText: `“${first.title}”: done` });
  await expect(said).toBeVisible();
  await expectState(page, first, 'Done');
  await said.getByRole('button', { name: 'Undo' }).click();
  await expectState(page, first, before);
  await page.reload();
  await expectState(page, first, before);
});

test('p and n change the state, and a reload keeps it', async ({ page }) => {
  const second = await actionAt(page, 1);
  const other = await actionAt(page, 0);
  const otherBefore = await stateWords(page, other);
  const before = await stateWords(page, second);
  const [key, after] = before === 'Not started' ? ['p', 'In progress'] : ['n', 'Not started'];
  for (const pressed of ['j', 'j', key]) await page.keyboard.press(pressed);
  await expectState(page, second, after);
  await expectState(page, other, otherBefore);
  await page.reload();
  await expectState(page, second, after);
});

test('z undoes the latest change', async ({ page }) => {
  const third = await actionAt(page, 2);
  const before = await stateWords(page, third);
  for (const pressed of ['j', 'j', 'j', 'd']) await page.keyboard.press(pressed);
  await expectState(page, third, 'Done');
  await page.keyboard.press('z');
  await expectState(page, third, before);
});

test('won’t do needs a reason, and stands in the post-mortem', async ({ page }) => {
  const fourth = await actionAt(page, 3);
  for (const pressed of ['j', 'j', 'j', 'j', 'w']) await page.keyboard.press(pressed);
  const dialog = page.getByRole('dialog', {
    name: `Won’t do: ${fourth.title}`,
  });
  await expect(dialog.getByRole('button', { name: 'Close it' })).toBeDisabled();
  await dialog.getByLabel('Why will it not be done?').fill('The service is switched off in May.');
  await dialog.getByRole('button', { name: 'Close it' }).click();
  await expect(dialog).toBeHidden();
  await expectState(page, fourth, 'Won’t do');
  await expect(rowOf(page, fourth)).toContainText('The service is switched off in May.');
  await rowOf(page, fourth).getByRole('link', { name: fourth.incident, exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: fourth.title })).toContainText('Won’t do');
});

test('the menu at the mark says what blocks it, and Undo takes it back', async ({ page }) => {
  const fifth = await actionAt(page, 4);
  const before = await stateWords(page, fifth);
  await stateOf(page, fifth).click();
  await page.getByRole('menuitemradio', { name: /^In progress, blocked/ }).click();
  const dialog = page.getByRole('dialog', {
    name: `In progress: ${fifth.title}`,
  });
  await dialog.getByLabel('What blocks it?').fill('the vendor answers on Monday');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(rowOf(page, fifth)).toContainText('Blocked: the vendor answers on Monday');
  await page.keyboard.press('z');
  await expect(rowOf(page, fifth)).not.toContainText('the vendor answers on Monday');
  await expectState(page, fifth, before);
});

test('several are selected and reassigned at once, and one Undo takes all back', async ({
  page,
}) => {
  const lenas = page.getByRole('button', { name: 'Owner: Lena. Reassign' });
  await expect(lenas.first()).toBeVisible();
  const before = await lenas.count();
  for (const pressed of ['j', 'x', 'j', 'x']) await page.keyboard.press(pressed);
  await expect(page.getByText('2 actions selected')).toBeVisible();
  await page.keyboard.press('r');
  await page.getByRole('combobox', { name: 'Who takes on these 2?' }).fill('len');
  await page.keyboard.press('Enter');
  const said = page.getByRole('status').filter({ hasText: '2 actions: now Lena’s' });
  await expect(lenas).toHaveCount(before + 2);
  await said.getByRole('button', { name: 'Undo' }).click();
  await expect(lenas).toHaveCount(before);
});

test('a filter stands in the address, and a chip takes it away', async ({ page }) => {
  await page.keyboard.press('f');
  const filter = page.getByRole('dialog', { name: 'Filter' });
  await filter.getByLabel('Owner').selectOption('Mika');
  await expect(page).toHaveURL('/actions?owner=mika');
  await expect(page.getByRole('button', { name: /^Owner: (?!Mika)/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'No longer by owner' }).click();
  await expect(page).toHaveURL('/actions');
  await page.goto('/actions?owner=nobody');
  await expect(page.getByText('Nobody has the handle “nobody”.')).toBeVisible();
});
