// The loop on a phone, by touch: read, filter, finish an action, see what is owed and what repeats.
import {
  actionRows,
  expectState,
  stateOf,
  stateWords,
  type ListedAction,
} from './steps/action-list.ts';
import { section } from './steps/document.ts';
import { listed, rows, shown, token } from './steps/incident-list.ts';
import { expect, test } from './steps/session.ts';
import { settled } from './steps/pages.ts';
import { expectNothingSideways, goByMenu, tap } from './steps/touch.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test.beforeEach(async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
});

test('the incidents are filtered, one is opened, and its timeline is read', async ({ page }) => {
  await goByMenu(page, 'Incidents');
  await expect(rows(page).first()).toBeVisible();
  const all = await shown(page);
  await expectNothingSideways(page);

  await tap(page.getByRole('button', { name: 'Add filter' }));
  const filter = page.getByRole('dialog', { name: 'Add a filter' });
  await filter.getByRole('combobox', { name: 'Field to filter by' }).fill('service');
  await tap(filter.getByRole('option', { name: /^service:/ }));
  await tap(filter.getByRole('option', { name: /^service:ledger/ }));
  await expect(token(page, 'service:ledger')).toBeVisible();
  await expect.poll(() => shown(page)).toBeLessThan(all);
  await expectNothingSideways(page);

  await tap(listed(page, 'INC-57').getByRole('link', { name: /^Checkout failed/ }));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Checkout failed');
  await settled(page);
  await expectNothingSideways(page);
  const sections = page.getByRole('navigation', { name: 'Sections' });
  await tap(sections.getByRole('link', { name: 'Timeline' }));
  const timeline = section(page, 'Timeline');
  await expect(timeline).toBeInViewport();
  const entries = timeline.getByRole('listitem').filter({ has: page.getByRole('time') });
  expect(await entries.count()).toBeGreaterThan(5);
  for (const entry of await entries.all()) await entry.scrollIntoViewIfNeeded();
  await expectNothingSideways(page);
  await tap(sections.getByRole('link', { name: 'Actions' }));
  await expect(section(page, 'Actions')).toBeInViewport();
  await expectNothingSideways(page);
});

test('an action is finished from the phone, and Undo takes it back', async ({ page }) => {
  await goByMenu(page, 'Actions');
  // Far down the list: other walks change its first rows.
  const row = actionRows(page).filter({ hasText: 'Order webhooks by sequence, not by arrival' });
  await expect(row).toHaveCount(1);
  const action: ListedAction = {
    title: (await row.getByRole('link').first().textContent()) ?? '',
    incident: (await row.getByRole('link', { name: /^INC-\d+$/ }).textContent()) ?? '',
  };
  const before = await stateWords(page, action);
  await expectNothingSideways(page);
  await tap(stateOf(page, action));
  await tap(page.getByRole('menuitemradio', { name: /^Done/ }));
  await expectState(page, action, 'Done');
  const said = page.getByRole('status').filter({ hasText: `“${action.title}”: done` });
  await expectNothingSideways(page);
  await tap(said.getByRole('button', { name: 'Undo' }));
  await expectState(page, action, before);
  await page.reload();
  await expectState(page, action, before);
});

test('home says what is owed, and leads to the next step', async ({ page }) => {
  await settled(page);
  await expectNothingSideways(page);
  const owed = page.getByRole('region', { name: 'Reviews owed' });
  const next = owed.getByRole('link', { name: /: INC-\d+$/ }).first();
  const place = (await next.getAttribute('href')) ?? 'nowhere';
  await tap(next);
  await expect(page).toHaveURL(place);
  await page.goBack();
  await tap(owed.getByRole('link', { name: /^All \d+$/ }));
  await expect(token(page, 'is:owed')).toBeVisible();
  await expectNothingSideways(page);
});

test('a draft keeps its next duty at the foot, where a thumb is', async ({ page }) => {
  await page.goto('/incidents/INC-61');
  const duty = page.getByRole('region', { name: 'Before you publish' });
  await expect(duty).toBeInViewport({ ratio: 1 });
  await section(page, 'Root cause').scrollIntoViewIfNeeded();
  await expect(duty).toBeInViewport({ ratio: 1 });
  await tap(duty.getByRole('button', { name: 'Publish' }));
  const dialog = page.getByRole('dialog', { name: 'Publish without an action?' });
  await expect(dialog.getByLabel('Why is no action needed?')).toBeVisible();
  await expectNothingSideways(page);
  await tap(dialog.getByRole('button', { name: 'Cancel' }));
  await expect(dialog).toBeHidden();
});

test('patterns are read as lists, and a factor leads to its incidents', async ({ page }) => {
  await goByMenu(page, 'Patterns');
  const factors = page.getByRole('region', { name: 'Recurring factors' });
  const factor = factors.getByRole('link', { name: 'Retries not bounded', exact: true });
  await expect(factor).toBeVisible();
  await expectNothingSideways(page);
  const measures = page.getByRole('group', { name: 'Count by' });
  await tap(measures.getByRole('button', { name: 'Cost' }));
  await expect(factors).toContainText('ranked by cost');
  const chains = page.getByRole('region', { name: 'Repeat chains' });
  await expect(chains.getByRole('link', { name: 'INC-57' })).toBeVisible();
  await tap(chains.getByRole('button', { name: /^Show all \d+ chains$/ }));
  await expect(chains.getByRole('button', { name: 'Show fewer' })).toBeVisible();
  await expectNothingSideways(page);
  await tap(factor);
  await expect(token(page, 'factor:"Retries not bounded"')).toBeVisible();
  await expectNothingSideways(page);
});

test('the search opens over the page and finds', async ({ page }) => {
  await tap(page.getByRole('button', { name: 'Search incidents, factors, actions' }));
  const field = page.getByRole('combobox', { name: 'Search incidents, factors, actions' });
  await expect(field).toBeFocused();
  await field.fill('expired certif');
  await expectNothingSideways(page);
  await tap(page.getByRole('option').filter({ hasText: 'Expired certificate on edge-proxy' }));
  await expect(page).toHaveURL('/incidents/INC-60');
});

test('a meeting that goes on opens at its step, and not at its newest note', async ({ page }) => {
  await page.goto('/incidents/INC-59/meeting');
  await expect(page.getByRole('heading', { name: /^Open actions/, level: 2 })).toBeVisible();
  await expect(page.getByText('Ravi has to go at the half hour.')).toBeAttached();
  expect(await page.evaluate(() => scrollY)).toBe(0);
});
