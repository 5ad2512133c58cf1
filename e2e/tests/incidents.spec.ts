import { expect, test } from './steps/session.ts';
import { field, listed, rows, search, shown, token } from './steps/incident-list.ts';

test.beforeEach(async ({ page }) => {
  await page.goto('/incidents');
  await expect(rows(page).first()).toBeVisible();
});

test('tokens choose what is listed', async ({ page }) => {
  const all = await shown(page);
  await search(page, 'sev:1');
  await expect(page).toHaveURL(/q=sev(:|%3A)1/);
  await expect.poll(() => shown(page)).toBeLessThan(all);
  await expect(rows(page).filter({ hasNotText: 'SEV1' })).toHaveCount(0);
  await expect(listed(page, 'INC-57')).toBeVisible();
  await search(page, 'sev:1 service:ledger is:repeat');
  const repeats = page.getByRole('link', { name: /^repeats INC-\d+$/ });
  await expect(rows(page).filter({ hasNot: repeats })).toHaveCount(0);
  await expect(listed(page, 'INC-57')).toBeVisible();
});

test('plain words are looked for in what was written', async ({ page }) => {
  await search(page, 'certificate edge-proxy');
  await expect(listed(page, 'INC-60')).toBeVisible();
  await expect(listed(page, 'INC-57')).toBeHidden();
  await search(page, 'xylophone');
  await expect(page.getByText('No incident fits this search.')).toBeVisible();
  await page.getByRole('link', { name: 'Show all incidents' }).click();
  await expect(listed(page, 'INC-57')).toBeVisible();
});

test('nothing found names the condition without which something is', async ({ page }) => {
  await search(page, 'service:ledger xylophone');
  await page.getByRole('button', { name: 'Leave out xylophone' }).click();
  await expect(token(page, 'service:ledger')).toBeVisible();
  await expect(listed(page, 'INC-57')).toBeVisible();
});

test('a condition is completed, and taken apart again', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.type('is:');
  await expect(page.getByRole('option', { name: /^is:repeat/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(token(page, 'is:repeat')).toBeVisible();
  await expect(page).toHaveURL(/q=is%3Arepeat$/);
  await page.keyboard.press('Backspace');
  await expect(field(page)).toHaveValue('is:repeat');
  await page.goBack();
  await expect(token(page, 'is:repeat')).toBeHidden();
});

test('a filter is added by keyboard alone', async ({ page }) => {
  await page.keyboard.press('f');
  await page.keyboard.type('serv');
  await page.keyboard.press('Enter');
  await page.keyboard.type('-led');
  await page.keyboard.press('Enter');
  await expect(token(page, '-service:ledger')).toBeVisible();
  await expect(rows(page).filter({ hasText: 'ledger,' })).toHaveCount(0);
});

test('severities of a range are set and taken back at once', async ({ page }) => {
  const everything = await shown(page);
  await search(page, 'sev:4');
  await expect.poll(() => shown(page)).toBeLessThan(everything);
  const all = await shown(page);
  expect(all).toBeGreaterThan(2);
  await field(page).blur();
  for (const key of ['j', 'x', 'j', 'j', 'X']) await page.keyboard.press(key);
  await expect(page.getByText('3 incidents selected')).toBeVisible();
  await page.keyboard.press('s');
  await page.keyboard.press('3');
  await expect(page.getByText('3 incidents are now SEV3.')).toBeVisible();
  await expect.poll(() => shown(page)).toBe(all - 3);
  await page.keyboard.press('z');
  await expect.poll(() => shown(page)).toBe(all);
});

test('columns are chosen and stay chosen', async ({ page }) => {
  const heads = page.getByRole('columnheader');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Services' }).uncheck();
  await page.getByRole('checkbox', { name: 'Detected after' }).check();
  await page.getByRole('button', { name: 'Move Detected after up' }).click();
  await page.keyboard.press('Escape');
  await page.reload();
  const expected = ['Ref', 'Severity', 'Title', 'Repeats', 'Started (UTC)', 'Lasted'];
  await expect(heads).toHaveText([...expected, 'Stage', 'Detected after', 'Review']);
});

test('a leading minus turns a condition round', async ({ page }) => {
  await search(page, 'is:drill');
  await expect(listed(page, 'INC-57')).toBeHidden();
  const drill = (await rows(page).first().getByRole('link').first().textContent()) ?? '';
  await search(page, drill);
  await expect(listed(page, drill)).toBeVisible();
  await search(page, `${drill} -is:drill`);
  await expect(listed(page, drill)).toBeHidden();
});

test('an unknown token is refused by its name, and the list stays', async ({ page }) => {
  await search(page, 'colour:red');
  await expect(page.getByRole('alert')).toContainText('colour');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await search(page, 'sev:1');
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(listed(page, 'INC-57')).toBeVisible();
});

test('a tab lists as many as it says', async ({ page }) => {
  const tabs = page.getByRole('navigation', { name: 'Saved views' });
  for (const name of ['Repeats', 'Review owed', 'Drafts']) {
    const tab = tabs.getByRole('link', { name });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-current', 'true');
    const count = Number(/\d+/.exec((await tab.textContent()) ?? '')?.[0]);
    expect(count).toBeGreaterThan(0);
    await expect(rows(page)).toHaveCount(count);
  }
});

test('j, k and Enter open a row', async ({ page }) => {
  const second = await rows(page).nth(1).getByRole('link').first().textContent();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(rows(page).nth(2)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('k');
  await expect(rows(page).nth(1)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/incidents/${second ?? 'none'}$`));
});

test('the slash goes to the search, and letters typed there are no shortcuts', async ({ page }) => {
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('jn');
  await expect(field(page)).toHaveValue('jn');
  await expect(page).toHaveURL(/\/incidents\?q=jn$/);
});

test('the address is the query: it survives a reload and goes back', async ({ page }) => {
  await search(page, 'service:ledger');
  await expect(rows(page).filter({ hasNotText: 'ledger' })).toHaveCount(0);
  const found = await shown(page);
  await page.reload();
  await expect(token(page, 'service:ledger')).toBeVisible();
  await expect.poll(() => shown(page)).toBe(found);
  await page.getByLabel('Order').selectOption('Longest first');
  await expect(page).toHaveURL(/order=/);
  await listed(page, 'INC-57').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Checkout failed' })).toBeVisible();
  await page.goBack();
  await expect(token(page, 'service:ledger')).toBeVisible();
  await expect(page.getByLabel('Order')).toHaveValue('longest');
});
