import { expect, test } from './steps/session.ts';
import { actionAt, actionRows, rowOf, stateOf } from './steps/action-list.ts';

// All of them change the first rows of one list, so one follows the other.
test.describe.configure({ mode: 'default' });

test.beforeEach(async ({ page }) => {
  await page.goto('/actions');
  await expect(actionRows(page).first()).toBeVisible();
});

test('d finishes the row that j has reached, and Undo takes it back', async ({ page }) => {
  const first = await actionAt(page, 0);
  const before = await stateOf(page, first).inputValue();
  expect(before).not.toBe('done');
  await page.keyboard.press('j');
  await expect(rowOf(page, first)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('d');
  const said = page.getByRole('status').filter({ hasText: `“${first.title}”: done` });
  await expect(said).toBeVisible();
  await expect(stateOf(page, first)).toHaveValue('done');
  await said.getByRole('button', { name: 'Undo' }).click();
  await expect(stateOf(page, first)).toHaveValue(before);
  await page.reload();
  await expect(stateOf(page, first)).toHaveValue(before);
});

test('p and n change the state, and a reload keeps it', async ({ page }) => {
  const second = await actionAt(page, 1);
  const other = await actionAt(page, 0);
  const otherBefore = await stateOf(page, other).inputValue();
  const before = await stateOf(page, second).inputValue();
  const [key, after] = before === 'open' ? ['p', 'in_progress'] : ['n', 'open'];
  for (const pressed of ['j', 'j', key]) await page.keyboard.press(pressed);
  await expect(stateOf(page, second)).toHaveValue(after);
  await expect(stateOf(page, other)).toHaveValue(otherBefore);
  await page.reload();
  await expect(stateOf(page, second)).toHaveValue(after);
});

test('z undoes the latest change', async ({ page }) => {
  const third = await actionAt(page, 2);
  const before = await stateOf(page, third).inputValue();
  for (const pressed of ['j', 'j', 'j', 'd']) await page.keyboard.press(pressed);
  await expect(stateOf(page, third)).toHaveValue('done');
  await page.keyboard.press('z');
  await expect(stateOf(page, third)).toHaveValue(before);
});

test('won’t do needs a reason, and stands in the post-mortem', async ({ page }) => {
  const fourth = await actionAt(page, 3);
  for (const pressed of ['j', 'j', 'j', 'j', 'w']) await page.keyboard.press(pressed);
  const dialog = page.getByRole('dialog', { name: `Won’t do: ${fourth.title}` });
  await expect(dialog.getByRole('button', { name: 'Close it' })).toBeDisabled();
  await dialog.getByLabel('Why will it not be done?').fill('The service is switched off in May.');
  await dialog.getByRole('button', { name: 'Close it' }).click();
  await expect(dialog).toBeHidden();
  await expect(stateOf(page, fourth)).toHaveValue('wont_do');
  await expect(rowOf(page, fourth)).toContainText('The service is switched off in May.');
  await rowOf(page, fourth).getByRole('link', { name: fourth.incident, exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: fourth.title })).toContainText('Won’t do');
});
