// From an alert to a confirmed repeat, and everything that follows from it.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { publish } from './steps/actions.ts';
import { found, levels } from './steps/axe.ts';
import { section } from './steps/document.ts';
import { putOffTheRest, start } from './steps/meeting.ts';
import { OwnServer } from './steps/own-server.ts';
import { settled } from './steps/pages.ts';
import { ACTION, happenedAgain, LESSON, matchOf, toldOf } from './steps/repeats.ts';
import { toast } from './steps/settings.ts';
import { arrive, next } from './steps/together.ts';

let server: OwnServer;
let ines: Page;

// Each has a server of its own, and reads whole pages with axe.
test.describe.configure({ timeout: 60_000 });

test.beforeEach(async ({ browser }) => {
  server = await OwnServer.start();
  ines = await server.demo(browser);
});

test.afterEach(() => server.stop());

/** Repeats and incidents of the last year, as Home says them. */
async function rate(page: Page): Promise<[number, number]> {
  await page.goto('/');
  const region = page.getByRole('region', { name: 'Repeat Incident Rate' });
  const words = await region.getByText('365 days up to each quarter').innerText();
  const counts = /(\d+) of (\d+)/.exec(words);
  return [Number(counts?.[1]), Number(counts?.[2])];
}

async function readable(page: Page, what: string) {
  await settled(page);
  const axe = await new AxeBuilder({ page }).withTags(levels).analyze();
  expect(found(axe), what).toEqual([]);
}

test('what an alert opened is confirmed as a repeat, and the loop says so everywhere', async () => {
  test.setTimeout(120_000);
  const { earlier, repeat } = await happenedAgain(ines, 'turnstile');
  const finding = `${earlier}’s action “${ACTION}” was never finished`;
  const [repeatsBefore, incidentsBefore] = await rate(ines);

  await ines.goto(`/incidents/${repeat}`);
  const match = matchOf(ines, earlier);
  await expect(match.getByRole('list', { name: 'Why they match' })).toContainText('turnstile');
  await expect(match.getByRole('list', { name: 'Why they match' })).toContainText('GATE-4411');
  await expect(section(ines, 'Learned here before')).toContainText(LESSON);
  await readable(ines, 'a fresh document with its lessons');
  await match.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(toast(ines, earlier)).toBeVisible();
  await expect(match).toContainText('same cause');
  await expect(section(ines, 'Is this a repeat?')).toContainText(`It repeats ${earlier}`);
  await expect(ines.getByText('This repeat could have been prevented')).toContainText(finding);

  await ines.goto('/');
  const prevented = ines.getByRole('region', {
    name: 'Could have been prevented',
  });
  await expect(prevented).toContainText(finding);

  await start(ines, repeat);
  await next(ines);
  await arrive(ines, 'Open actions of earlier post-mortems');
  await expect(ines.getByRole('main')).toContainText(finding);
  await putOffTheRest(ines, 'Nobody of the team is here');
  await arrive(ines, 'Timeline');
  await next(ines);
  await arrive(ines, 'Why');
  await expect(ines.getByText('This repeat could have been prevented')).toContainText(finding);
  await readable(ines, 'why, with the finding');
  await endMeeting(ines);

  await ines.goto(`/incidents/${repeat}`);
  await publish(ines);
  const dialog = ines.getByRole('dialog', {
    name: 'Publish without an action?',
  });
  await dialog.getByLabel('Why is no action needed?').fill('The one of before is enough.');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(dialog).toBeHidden();
  expect(await rate(ines)).toEqual([repeatsBefore + 1, incidentsBefore + 1]);

  await ines.goto('/patterns');
  const chains = ines.getByRole('region', { name: 'Repeat chains' });
  await expect(chains).toContainText(`The latest is ${repeat}: ${earlier}’s action “${ACTION}”`);
  const where = ines.getByRole('region', { name: 'Where repeats happen' });
  await where.getByRole('button', { name: 'Service' }).click();
  await expect(where.getByRole('row').filter({ hasText: 'turnstile' })).toContainText('1 of 2');
  await readable(ines, 'patterns');
});

async function endMeeting(page: Page) {
  const incident = /INC-\d+/.exec(page.url())?.[0];
  const headers = { Origin: server.address };
  const ended = await page.request.post(`/api/v1/incidents/${incident}/meeting/end`, { headers });
  expect(ended.ok(), await ended.text()).toBe(true);
}

test('“similar, not same” is remembered, is not asked again, and is taken back', async () => {
  const happened = await happenedAgain(ines, 'barrier');
  const { earlier, repeat } = happened;
  await ines.goto(`/incidents/${repeat}`);
  const match = matchOf(ines, earlier);
  await match.getByRole('button', { name: 'Alike, another cause' }).click();
  await expect(match).toContainText('another cause');
  await expect(match.getByRole('button', { name: 'Confirm', exact: true })).toHaveCount(0);
  await expect(section(ines, 'Is this a repeat?')).toContainText('is alike, with another cause');
  expect(await toldOf(ines, happened)).toMatchObject({
    verdict: 'similar',
    confirmed: true,
  });

  // Also for whoever reads it later.
  await ines.reload();
  await expect(match).toContainText('another cause');
  await section(ines, 'Is this a repeat?').getByRole('listitem').first().hover();
  await section(ines, 'Is this a repeat?').getByRole('button', { name: 'Not a repeat' }).click();
  await expect(match).toHaveCount(0);
  expect(await toldOf(ines, happened)).toBeUndefined();
  await toast(ines, earlier).last().getByRole('button', { name: 'Undo' }).click();
  await expect(match).toContainText('another cause');
});

test('“no” takes it out of the list, and Undo brings it back with its question', async () => {
  const happened = await happenedAgain(ines, 'lift');
  const { earlier, repeat } = happened;
  await ines.goto(`/incidents/${repeat}`);
  const match = matchOf(ines, earlier);
  await match.getByRole('button', { name: 'Not a repeat' }).click();
  await expect(match).toHaveCount(0);
  await expect(section(ines, 'Is this a repeat?')).toContainText(`${earlier} is not repeated here`);
  expect(await toldOf(ines, happened)).toBeUndefined();
  await toast(ines, earlier).getByRole('button', { name: 'Undo' }).click();
  await expect(match.getByRole('button', { name: 'Not a repeat' })).toBeVisible();
  expect(await toldOf(ines, happened)).toMatchObject({ confirmed: false });
});

test('in the shadow nothing is suggested, and the settings tell how often it would have been right', async () => {
  await ines.goto('/settings#repeats');
  const settings = ines.getByRole('region', { name: 'Repeats' });
  await settings.getByRole('radio', { name: /^recorded and shown nowhere/ }).check();
  await settings.getByRole('button', { name: 'Save repeats' }).click();
  await expect(toast(ines, 'Repeats saved.')).toBeVisible();
  await expect(settings).toContainText('the next one is looked at');

  const happened = await happenedAgain(ines, 'wicket');
  expect(await toldOf(ines, happened)).toMatchObject({
    confirmed: false,
    verdict: 'similar',
  });
  await expect.poll(() => recordedOf(ines)).toBe(1);
  await ines.goto(`/incidents/${happened.repeat}`);
  const match = matchOf(ines, happened.earlier);
  await expect(match).toContainText('alike');
  await expect(match).not.toContainText('most likely the same');
  await match.hover();
  await match.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(match).toContainText('same cause');

  await ines.goto('/settings#repeats');
  await expect(settings.getByText('Suggestions that were right').locator('..')).toContainText(
    '1 of 1',
  );
  await expect(settings.getByText('Repeats that were suggested').locator('..')).toContainText(
    '1 of 1',
  );
  await readable(ines, 'settings');
});

/** How many earlier incidents would have been suggested. */
async function recordedOf(page: Page): Promise<number | undefined> {
  const answer = await page.request.get('/api/v1/repeat-suggestions');
  const { shadow } = (await answer.json()) as {
    shadow: { suggestions: number } | null;
  };
  return shadow?.suggestions;
}
