// Three measures become tickets; what is closed there is done here, and the next meeting begins
// with the other two.
import { expect, test, type Page } from '@playwright/test';

import { action, addMeasure, placeInSlot } from './steps/actions.ts';
import { openPostMortem } from './steps/facts.ts';
import { OwnServer } from './steps/own-server.ts';
import { change, openSettings, part } from './steps/settings.ts';
import { StandInTracker } from './steps/tracker.ts';
import { arrive } from './steps/together.ts';
import { addService, addTeam } from './steps/workspace.ts';

const CHOSEN = ['Bound the retries', 'Page on pool wait', 'Give the batch its own pool'];
const [CLOSED = '', ...OTHERS] = CHOSEN;

async function enterPublicAddress(page: Page, address: string) {
  const workspace = await page.request.get('/api/v1/workspace');
  const { settings } = (await workspace.json()) as { settings: object };
  const data = { ...settings, public_url: address };
  const headers = { Origin: address };
  const saved = await page.request.put('/api/v1/workspace/settings', { data, headers });
  expect(saved.ok(), await saved.text()).toBe(true);
}

async function connect(page: Page, tracker: StandInTracker) {
  const { url, account, token, project, secret } = tracker.about;
  await page.goto('/settings/trackers/new');
  await page.getByLabel('Tracker', { exact: true }).selectOption('Jira Cloud');
  await page.getByLabel('Address', { exact: true }).fill(url);
  await page.getByLabel('E-mail address of the token’s account').fill(account);
  await page.getByLabel('API token').fill('wrong');
  await page.getByLabel('Key of the project, for the test').fill(project);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Jira does not take the token')).toBeVisible();
  await page.getByLabel('API token').fill(token);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('The connection works.')).toBeVisible();
  await page.getByRole('button', { name: 'Add tracker' }).click();
  const hook = page.getByLabel(/^Copy the address of the webhook now/);
  await tracker.tellTo(await hook.inputValue());
  await page.getByLabel('Secret of the webhook').fill(secret);
  await page.getByRole('button', { name: 'Save secret' }).click();
  await expect(page.getByText('One is known, and never shown. Deliveries')).toBeVisible();
}

async function createTicket(page: Page, title: string) {
  const row = action(page, title);
  await row.getByRole('button', { name: 'Create ticket' }).click();
  const dialog = page.getByRole('dialog', { name: `Ticket for “${title}”` });
  await dialog.getByRole('button', { name: 'Create ticket' }).click();
  await expect(dialog).toBeHidden();
  await expect(row.getByRole('link', { name: /^PAY-\d/ })).toBeVisible();
}

test('measures become tickets, and a ticket that is closed closes its action', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const tracker = await StandInTracker.start('jira_cloud');
  const server = await OwnServer.start();
  try {
    const page = await server.demo(browser);
    await enterPublicAddress(page, server.address);
    await connect(page, tracker);
    await openSettings(page);
    await addTeam(page, 'Refunds', { startsOn: '2026-01-05', lengthDays: 14 });
    const team = await change(page, 'Teams', 'Refunds');
    await team.getByLabel('Tracker', { exact: true }).selectOption({ index: 1 });
    await team.getByLabel('Key of the project').fill(tracker.about.project);
    await team.getByRole('button', { name: 'Save team' }).click();
    await expect(team).toBeHidden();
    await addService(page, 'refunds', 'Refunds');

    await openPostMortem(page, { sentence: 'Refunds stood still', service: 'refunds' });
    for (const title of CHOSEN) {
      await addMeasure(page, title, 'prevents', '2');
      await placeInSlot(page, title);
      await createTicket(page, title);
    }
    const made = await tracker.tickets();
    expect(made.map(({ title }) => title)).toEqual(CHOSEN);
    expect(new Set(made.map(({ sprint }) => sprint))).toEqual(new Set(['Sprint 43']));

    await tracker.move(CLOSED, 'done');
    await expect(action(page, CLOSED)).toContainText('done', { timeout: 20_000 });
    for (const title of OTHERS) await expect(action(page, title)).not.toContainText('done');

    await tracker.move(CLOSED, 'open');
    await expect(action(page, CLOSED)).toContainText('opened again', { timeout: 20_000 });
    await action(page, CLOSED).getByRole('button', { name: /^Settle/ }).click();
    await page.getByRole('button', { name: 'Keep it done' }).click();
    await expect(action(page, CLOSED)).not.toContainText('opened again');

    await openPostMortem(page, { sentence: 'Refunds came late', service: 'refunds' });
    await page.getByRole('link', { name: 'Meeting', exact: true }).click();
    await page.getByRole('button', { name: 'Start the meeting' }).click();
    await arrive(page, 'Check-in');
    await page.getByRole('contentinfo').getByRole('button', { name: 'Open actions' }).click();
    await arrive(page, 'Open actions of earlier post-mortems');
    // The one that is done lacks its proof, and is asked about behind them.
    const asked = page.getByRole('article');
    await expect(asked).toHaveCount(CHOSEN.length);
    for (const [place, title] of [...OTHERS, CLOSED].entries()) {
      await expect(asked.nth(place)).toContainText(title);
    }
    await openSettings(page);
    await expect(part(page, 'Trackers').getByRole('row').filter({ hasText: '3 actions' })).toBeVisible();
  } finally {
    await server.stop();
    tracker.stop();
  }
});
