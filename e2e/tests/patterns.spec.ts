// What repeats, gone through by the keyboard alone.
import { token } from './steps/incident-list.ts';
import { tabTo } from './steps/keyboard.ts';
import { expect, test } from './steps/session.ts';

const FACTOR = 'Retries not bounded';

test.beforeEach(async ({ page }) => {
  await page.goto('/patterns');
  await expect(page.getByRole('region', { name: 'Did the action work?' })).toBeVisible();
});

test('a factor is walked to and opened, and the way back keeps the page', async ({ page }) => {
  const factors = page.getByRole('region', { name: 'Recurring factors' });
  const row = factors.getByRole('row').filter({ has: page.getByRole('link', { name: FACTOR }) });
  const incidents = Number(await row.getByRole('cell').nth(3).innerText());
  expect(incidents).toBeGreaterThan(1);
  const above = Number(await row.getByRole('cell').first().innerText());
  for (let step = 0; step < above; step += 1) await page.keyboard.press('j');
  await expect(row).toHaveClass(/is-current/);
  await page.keyboard.press('Enter');
  await expect(token(page, `factor:"${FACTOR}"`)).toBeVisible();
  await expect(page.getByRole('search').getByText(`${incidents} of`)).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Patterns', level: 1 })).toBeVisible();
});

test('h turns counts into shares, and the fold shows every factor', async ({ page }) => {
  const factors = page.getByRole('region', { name: 'Recurring factors' });
  const count = factors.getByRole('link', { name: /^\d+: .*“Retries not bounded”.*ledger/ });
  const share = factors.getByRole('link', { name: /^\d+%: .*“Retries not bounded”.*ledger/ });
  await expect(count).toBeVisible();
  await page.keyboard.press('h');
  await expect(share).toBeVisible();
  await expect(count).toHaveCount(0);
  await page.keyboard.press('h');
  await expect(count).toBeVisible();

  const fold = factors.getByRole('button', { name: /^Show all \d+ factors$/ });
  const all = Number(/\d+/.exec((await fold.textContent()) ?? '')?.[0]);
  await tabTo(page, fold);
  await page.keyboard.press('Enter');
  // The head is a row as well.
  await expect(factors.getByRole('row')).toHaveCount(all + 1);
  await expect(factors.getByRole('button', { name: 'Show fewer' })).toBeFocused();
});

test('arrow keys walk the numbers of the heat, and Enter lists what they count', async ({
  page,
}) => {
  const factors = page.getByRole('region', { name: 'Recurring factors' });
  const numbers = factors.getByRole('link', { name: /^\d+: \d+ of \d+ incidents with/ });
  const first = numbers.first();
  await tabTo(page, first);
  const name = await first.getAttribute('aria-label');
  await page.keyboard.press('ArrowDown');
  await expect(first).not.toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(first).toBeFocused();
  await page.keyboard.press('Enter');
  const count = /^(\d+): \d+ of \d+ incidents with “(.+)” touched (.+)$/.exec(name ?? '');
  await expect(token(page, `factor:"${count?.[2]}"`)).toBeVisible();
  await expect(token(page, `service:${count?.[3]}`)).toBeVisible();
  await expect(page.getByRole('search').getByText(`${count?.[1]} of`)).toBeVisible();
});

test('what is counted changes, and the CSV says the same', async ({ page }) => {
  const cost = page.getByRole('group', { name: 'Count by' }).getByRole('button', { name: 'Cost' });
  await tabTo(page, cost);
  await page.keyboard.press('Space');
  await expect(cost).toHaveAttribute('aria-pressed', 'true');
  const factors = page.getByRole('region', { name: 'Recurring factors' });
  await expect(factors).toContainText('ranked by cost');
  const download = page.waitForEvent('download');
  await page.keyboard.press('e');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^patterns-cost-\d{4}-\d\d-\d\d\.csv$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
  expect(Buffer.concat(chunks).toString()).toContain(FACTOR);
});

test('an incident of a chain is reached and opened', async ({ page }) => {
  const chains = page.getByRole('region', { name: 'Repeat chains' });
  const incident = chains.getByRole('link', { name: /^INC-57\b/ });
  await tabTo(page, incident);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/incidents/INC-57');
  await expect(page.getByRole('region', { name: 'Actions', exact: true })).toBeVisible();
});

test('an action that was judged leads to where it was taken on', async ({ page }) => {
  const outcomes = page.getByRole('region', { name: 'Did the action work?' });
  const judged = outcomes.getByRole('row').nth(1);
  const verdicts = /Most likely|Perhaps|Too early|No sign|No\b/;
  await expect(judged.getByRole('cell').last()).toContainText(verdicts);
  const title = (await judged.getByRole('cell').first().innerText()).split('\n')[0] ?? '';
  const source = judged.getByRole('link', { name: /^INC-\d+$/ });
  const reference = await source.innerText();
  await tabTo(page, source);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/incidents/${reference}#actions`);
  const actions = page.getByRole('region', { name: 'Actions', exact: true });
  await expect(actions).toContainText(title);
  await expect(actions).toBeInViewport();
});

test('where time goes is shown by step, quarter and service', async ({ page }) => {
  const times = page.getByRole('region', { name: 'Where time goes' });
  await expect(times.getByRole('row').filter({ hasText: 'Identify' })).toBeVisible();
  const rows = times.getByRole('group', { name: 'Rows' });
  await rows.getByRole('button', { name: 'By quarter' }).click();
  await expect(times.getByRole('columnheader', { name: 'Quarter' })).toBeVisible();
  const quarters = times.getByRole('row').filter({ hasText: /\d{4} Q[1-4]/ });
  await expect(quarters).toHaveCount(8);
  const identify = await quarters.last().innerText();
  await times.getByRole('group', { name: 'Step' }).getByRole('button', { name: 'Recover' }).click();
  await expect(quarters.last()).not.toHaveText(identify);
  await rows.getByRole('button', { name: 'By service' }).click();
  await expect(times.getByRole('row').filter({ hasText: 'ledger' })).toBeVisible();
});

test('a year of actions is chosen, and its list taken along', async ({ page }) => {
  const list = page.getByRole('region', { name: /^What worked/ });
  const year = list.getByLabel('Year');
  const years = await year.locator('option').allInnerTexts();
  const earliest = years.at(-1)!;
  await year.selectOption(earliest);
  await expect(list.getByRole('heading', { level: 2 })).toContainText(`in ${earliest}`);
  const told = await list.locator('.year-list__action').count();
  const download = page.waitForEvent('download');
  await list.getByRole('link', { name: 'Export CSV' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) {
    chunks.push(Buffer.from(chunk));
  }
  const lines = Buffer.concat(chunks).toString().trim().split('\r\n');
  expect(lines[0]).toContain('reading');
  expect(lines.length - 1).toBeGreaterThanOrEqual(told);
});

test('factors that occur together lead to the incidents that have both', async ({ page }) => {
  const pairs = page.getByRole('region', { name: 'Factors that occur together' });
  const link = pairs.getByRole('link', { name: /incidents/ }).first();
  const both = /in (\d+) incident/.exec(await link.innerText())?.[1];
  await link.click();
  await expect(page.getByRole('search').getByText(`${both} of`)).toBeVisible();
});
