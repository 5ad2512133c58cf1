// From an alert to a published document, and everything that a timeline is worked on with.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { publish } from './steps/actions.ts';
import {
  alert,
  clock,
  deploy,
  minutesAgo,
  offers,
  suggestions,
  watch,
  type Watched,
} from './steps/alerts.ts';
import { found, levels } from './steps/axe.ts';
import { search } from './steps/incident-list.ts';
import { settled, sizes } from './steps/pages.ts';
import { expect, test } from './steps/session.ts';
import { toast } from './steps/settings.ts';
import { timeline } from './steps/timeline.ts';
import { expectNothingSideways } from './steps/touch.ts';

/** An alert that fired and was resolved, a deploy before it and one that ended it. */
async function happened(page: Page, to: Watched) {
  const times = {
    before: minutesAgo(50),
    fired: minutesAgo(40),
    fixed: minutesAgo(18),
    resolved: minutesAgo(11),
  };
  const { fired, resolved } = times;
  await alert(page, to, { name: 'TooSlow', fired });
  await deploy(page, to, times.before);
  await deploy(page, to, times.fixed);
  await alert(page, to, { name: 'TooSlow', fired, resolved });
  return times;
}

/** Opens the incident that the service's alert opened; answers its reference. */
async function openIncident(page: Page, { service }: Watched): Promise<string> {
  await page.goto('/incidents');
  await search(page, `service:${service}`);
  await page.getByRole('row').filter({ hasText: service }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  return new URL(page.url()).pathname.replace('/incidents/', '');
}

function entry(page: Page, text: string) {
  // The history of an entry is a list too.
  return timeline(page).locator('.timeline > li').filter({ hasText: text });
}

/** A time of today, or of a day that is told. */
function at(what: string, moment: Date) {
  return new RegExp(`${what} (\\d+ \\w+ )?${clock(moment)}`);
}

test('alert to timeline to milestones to document without typing a time', async ({ page }) => {
  const watched = await watch(page, 'box-office');
  const { fired, fixed, resolved } = await happened(page, watched);
  const reference = await openIncident(page, watched);

  const fires = entry(page, 'Alert TooSlow fired on box-office-job');
  await expect(fires.getByRole('time')).toHaveText(clock(fired));
  await expect(fires).toContainText('Alertmanager of box-office');
  await expect(entry(page, 'was resolved').getByRole('time')).toHaveText(clock(resolved));

  await timeline(page).getByRole('button', { name: '2 things happened nearby' }).click();
  const choice = offers(page).getByRole('checkbox');
  await expect(choice).toHaveCount(2);
  await choice.nth(1).check();
  await offers(page).getByRole('button', { name: 'Add to timeline' }).click();
  await expect(toast(page, '1 entry added')).toBeVisible();
  await expect(entry(page, 'Deploy of acme/box-office').getByRole('time')).toHaveText(clock(fixed));

  await expect(choice).toHaveCount(1);
  await choice.check();
  await offers(page).getByRole('button', { name: 'Leave out' }).click();
  await expect(toast(page, '1 thing left out')).toBeVisible();
  await offers(page).getByText('Left out: 1 thing').click();
  await expect(offers(page).getByRole('button', { name: 'Offer again' })).toBeVisible();

  const suggested = suggestions(page);
  await expect(suggested).toContainText(at('First alert fired', fired));
  await expect(suggested).toContainText(at('Fix deployed', fixed));
  await suggested.getByRole('button', { name: 'Take all three' }).click();
  await expect(toast(page, '3 milestones taken')).toBeVisible();
  const phases = page.getByRole('figure').filter({ hasText: 'Phases, times in UTC' });
  for (const words of [
    at('Detected', fired),
    at('Fixed', fixed),
    at('Recovered', resolved),
  ]) {
    await expect(phases).toContainText(words);
  }
  await suggested.getByRole('button', { name: 'Alert', exact: true }).click();
  await expect(suggested).toBeHidden();

  await publish(page);
  const dialog = page.getByRole('dialog', { name: 'Publish without an action?' });
  await dialog.getByLabel('Why is no action needed?').fill('The deploy was the fix.');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Published', { exact: false }).first()).toBeVisible();

  const file = await page.request.get(`/api/v1/incidents/${reference}/export?format=md`);
  const document = await file.text();
  for (const moment of [fired, fixed, resolved]) expect(document).toContain(clock(moment));
  expect(document).toContain('Deploy of acme/box-office');
  expect(document).toMatch(new RegExp(`Fix deployed.*${clock(fixed)}`));
});

test('a timeline is worked on by keys, and each step is taken back', async ({ page }) => {
  const watched = await watch(page, 'cloakroom');
  const { fired } = await happened(page, watched);
  await openIncident(page, watched);

  await timeline(page).getByRole('button', { name: '2 things happened nearby' }).click();
  await page.getByRole('heading', { level: 1 }).click();
  for (const key of ['j', 'j', 'x']) await page.keyboard.press(key);
  await expect(offers(page).getByRole('checkbox').nth(1)).toBeChecked();
  await expect(offers(page).getByRole('checkbox').nth(0)).not.toBeChecked();
  await page.keyboard.press('x');
  await expect(offers(page).getByRole('checkbox').nth(1)).not.toBeChecked();
  await timeline(page).getByRole('button', { name: '2 things happened nearby' }).click();
  await expect(offers(page)).toBeHidden();

  await page.keyboard.press('j');
  await page.keyboard.press('p');
  const pinned = toast(page, `Entry at ${clock(fired)} is a key entry`);
  await expect(pinned).toBeVisible();
  const fires = entry(page, 'Alert TooSlow fired');
  await fires.hover();
  await expect(fires.getByRole('button', { name: 'Unpin' })).toBeVisible();
  await pinned.getByRole('button', { name: 'Undo' }).click();
  await expect(fires.getByRole('button', { name: 'Pin', exact: true })).toBeVisible();

  await timeline(page).getByRole('button', { name: 'Correct a source’s clock' }).click();
  const dialog = page.getByRole('dialog', { name: 'Correct a source’s clock' });
  await dialog.getByLabel('By', { exact: true }).fill('a while');
  await dialog.getByRole('button', { name: 'Shift' }).click();
  await expect(dialog).toContainText('Write it as 4:30');
  await dialog.getByLabel('By', { exact: true }).fill('5');
  await expect(dialog.getByRole('status')).toContainText('2 entries move 5 min earlier');
  await dialog.getByRole('button', { name: 'Shift' }).click();
  await expect(dialog).toBeHidden();
  const earlier = clock(new Date(fired.getTime() - 5 * 60_000));
  await expect(fires.locator('> time')).toHaveText(earlier);
  await fires.getByText('corrected', { exact: true }).click();
  await expect(fires.getByRole('list')).toContainText(clock(fired));
  const shifted = toast(page, 'Alertmanager of cloakroom shifted');
  await shifted.getByRole('button', { name: 'Undo' }).click();
  await expect(fires.locator('> time')).toHaveText(clock(fired));
});

test('a time is corrected in the zone in which it was told', async ({ page }) => {
  const watched = await watch(page, 'foyer');
  await happened(page, watched);
  await openIncident(page, watched);
  const fires = entry(page, 'Alert TooSlow fired');
  const id = await fires.getAttribute('id');
  await fires.hover();
  await fires.getByRole('button', { name: 'Correct' }).click();
  const form = timeline(page).getByRole('form', { name: 'Correct entry' });
  await form.getByLabel('When: date').fill('2026-01-15');
  await form.getByLabel('When: zone').selectOption('Europe/Berlin');
  await form.getByLabel('When: time, Europe/Berlin').fill('10:02');
  await expect(form.getByRole('status')).toHaveText('This is 2026-01-15 09:02 UTC.');
  await form.getByRole('button', { name: 'Save entry' }).click();
  await expect(form).toBeHidden();
  await expect(page.locator(`#${id ?? ''} > time`)).toHaveText('09:02');
});

test('what happens nearby shows while the page is open', async ({ page }) => {
  const watched = await watch(page, 'stage-door');
  await alert(page, watched, { name: 'TooSlow', fired: minutesAgo(20) });
  // Nothing is near when the page has asked, so that what shows later was told to it.
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/signals'));
  await openIncident(page, watched);
  expect(await (await asked).json()).toMatchObject({ offers: [] });
  await expect(entry(page, 'Alert TooSlow fired')).toBeVisible();
  await expect(timeline(page).getByRole('button', { name: /happened nearby/ })).toHaveCount(0);
  await deploy(page, watched, minutesAgo(25));
  await expect(
    timeline(page).getByRole('button', { name: '1 thing happened nearby' }),
  ).toBeVisible();
});

for (const [size, viewport] of Object.entries(sizes)) {
  test(`everybody can read what is offered and suggested, ${size}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    const watched = await watch(page, `reader-${size}`);
    await happened(page, watched);
    const reference = await openIncident(page, watched);
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`/incidents/${reference}`);
      await timeline(page).getByRole('button', { name: '2 things happened nearby' }).click();
      await offers(page).getByRole('checkbox').first().check();
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press('j');
      await expect(suggestions(page)).toBeVisible();
      await settled(page);
      const axe = new AxeBuilder({ page }).withTags(levels);
      expect(found(await axe.analyze()), `document, ${scheme}`).toEqual([]);
      await expectNothingSideways(page);
      await timeline(page).getByRole('button', { name: 'Correct a source’s clock' }).click();
      await expect(page.getByRole('dialog', { name: 'Correct a source’s clock' })).toBeVisible();
      expect(found(await axe.analyze()), `dialog, ${scheme}`).toEqual([]);
      await expectNothingSideways(page);
    }
  });
}
