// What a facilitator may ask: as it comes, in the words of a workspace, and where a meeting shows it.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { found, levels } from './steps/axe.ts';
import { leaveTheFields, start } from './steps/meeting.ts';
import { OwnServer } from './steps/own-server.ts';
import { openSettings, part, toast } from './steps/settings.ts';
import { arrive, enter } from './steps/together.ts';

const INCIDENT = 'INC-58';
const OWN = 'What did the first graph tell you?';
const USUAL = 'What do you hope that we understand by the end?';
let server: OwnServer;
let ines: Page;

// A server of its own, a meeting, and whole pages read with axe.
test.describe.configure({ timeout: 60_000 });

test.beforeEach(async ({ browser }) => {
  server = await OwnServer.start();
  ines = await server.demo(browser);
});

test.afterEach(() => server.stop());

const prompts = (page: Page) => page.getByRole('list', { name: 'Prompts for the facilitator' });
const fold = (page: Page) => page.getByRole('button', { name: 'Prompts' });

async function readable(page: Page) {
  expect(found(await new AxeBuilder({ page }).withTags(levels).analyze())).toEqual([]);
}

test('whoever leads has the prompts of a step, in the words of the workspace', async ({
  browser,
}) => {
  await openSettings(ines);
  const settings = part(ines, 'Meeting prompts');
  await settings.getByText('Check-in', { exact: true }).click();
  await settings.getByRole('button', { name: 'Add prompt to Check-in' }).click();
  const added = settings.getByRole('textbox', { name: 'Prompt 4 of Check-in', exact: true });
  await expect(added).toBeFocused();
  await added.fill('Why did you not see it?');
  await expect(settings.getByText(/“Why did you.*”:/)).toBeVisible();
  await added.fill(OWN);
  await expect(settings.getByText(/“Why did you.*”:/)).toHaveCount(0);
  await added.press('Alt+ArrowUp');
  await readable(ines);
  await settings.getByRole('button', { name: 'Save prompts' }).click();
  await expect(toast(ines, 'Meeting prompts saved.')).toBeVisible();
  await expect(settings.getByText('4 prompts, your own')).toBeVisible();

  await start(ines, INCIDENT);
  await expect(prompts(ines).getByRole('listitem').nth(2)).toContainText(OWN);
  await readable(ines);
  const mika = await server.person(browser, ines, 'Mika');
  await enter(mika, INCIDENT);
  await arrive(mika, 'Check-in');
  await expect(prompts(mika)).toHaveCount(0);
  await fold(mika).click();
  await expect(prompts(mika)).toContainText(OWN);

  await leaveTheFields(ines);
  await ines.keyboard.press('q');
  await expect(prompts(ines)).toHaveCount(0);
  await ines.keyboard.press('ArrowRight');
  await arrive(ines, 'Open actions of earlier post-mortems');
  await expect(fold(ines)).toHaveAttribute('aria-expanded', 'false');
  await ines.keyboard.press('q');
  await expect(prompts(ines)).not.toContainText(OWN);

  await openSettings(ines);
  await settings.getByText('Check-in', { exact: true }).click();
  await settings
    .getByRole('button', { name: 'Back to what comes with the program for Check-in' })
    .click();
  await settings.getByRole('button', { name: 'Save prompts' }).click();
  await expect(toast(ines, 'Meeting prompts saved.')).toBeVisible();
  await mika.reload();
  await arrive(mika, 'Open actions of earlier post-mortems');
  const checkIn = mika.getByRole('navigation', { name: 'Agenda' });
  await checkIn.getByRole('button', { name: 'Check-in' }).click();
  await expect(prompts(mika)).toContainText(USUAL);
  await expect(prompts(mika)).not.toContainText(OWN);
});
