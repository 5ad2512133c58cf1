// An incident that only some see: chosen in its document, gone for everybody else, and opened again.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { found, levels } from './steps/axe.ts';
import { openPostMortem } from './steps/facts.ts';
import { OwnServer } from './steps/own-server.ts';
import { expect, test } from './steps/session.ts';
import { toast } from './steps/settings.ts';

// Each has a server of its own.
test.describe.configure({ timeout: 60_000 });

const SENTENCE = 'The xylocarp ledger was read by somebody who should not';

const row = (page: Page) => page.getByRole('link', { name: SENTENCE });

async function expectToBeGone(page: Page, reference: string) {
  await page.goto(`/incidents/${reference}`);
  await expect(page.getByText(`There is no ${reference}.`)).toBeVisible();
  await page.goto('/incidents?q=xylocarp');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('No incident fits this search.')).toBeVisible();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'The loop', level: 1 })).toBeVisible();
  await expect(page.getByText(reference, { exact: true })).toHaveCount(0);
}

test('a restricted incident is there for those who are named and for nobody else', async ({
  browser,
}) => {
  const server = await OwnServer.start();
  try {
    const ines = await server.demo(browser);
    const mika = await server.person(browser, ines, 'Mika');
    await ines.goto('/');
    const reference = await openPostMortem(ines, { sentence: SENTENCE });
    await mika.goto(`/incidents/${reference}`);
    await expect(mika.getByRole('heading', { level: 1, name: SENTENCE })).toBeVisible();

    await ines.getByRole('button', { name: 'Visible to everyone' }).click();
    const dialog = ines.getByRole('dialog', { name: `Who sees ${reference}` });
    await dialog.getByRole('button', { name: 'Only some' }).click();
    const own = dialog.getByRole('checkbox').first();
    await expect(own).toBeChecked();
    await own.uncheck();
    await expect(dialog.getByText('You would no longer see it')).toBeVisible();
    await own.check();
    const axe = new AxeBuilder({ page: ines }).withTags(levels);
    expect(found(await axe.analyze())).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(ines.getByRole('button', { name: 'Restricted: 1 person' })).toBeVisible();

    await expectToBeGone(mika, reference);
    await ines.goto('/incidents?q=is:restricted');
    await expect(row(ines)).toBeVisible();
    await expect(ines.getByTitle('Only some people see this')).toBeVisible();

    // Named, she sees it; taken back, it is everybody's again.
    await row(ines).click();
    await ines.getByRole('button', { name: 'Restricted: 1 person' }).click();
    await dialog.getByLabel('Name somebody else').selectOption({ label: 'Mika' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(ines.getByRole('button', { name: 'Restricted: 2 people' })).toBeVisible();
    await mika.goto('/incidents?q=xylocarp');
    await expect(row(mika)).toBeVisible();

    await ines.getByRole('button', { name: 'Restricted: 2 people' }).click();
    await dialog.getByRole('button', { name: 'Everyone' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const opened = toast(ines, 'Open to everyone');
    await expect(opened).toBeVisible();
    // What was said before may still stand beside it.
    await opened.getByRole('button', { name: 'Undo' }).last().click();
    await expect(ines.getByRole('button', { name: 'Restricted: 2 people' })).toBeVisible();
  } finally {
    await server.stop();
  }
});
