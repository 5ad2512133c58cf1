// An incident as it is opened, and its facts.
import { expect, type Page } from '@playwright/test';

export interface Opening {
  sentence: string;
  service?: string;
}

/** Answers its reference: INC-1. */
export async function openPostMortem(page: Page, { sentence, service }: Opening): Promise<string> {
  await page.getByRole('link', { name: 'New post-mortem' }).click();
  await page.getByLabel('What happened?').fill(sentence);
  if (service) {
    // Where there are many, one is looked for by its name.
    const find = page.getByLabel('Find a service by its name');
    await expect(find.or(page.getByLabel(service)).first()).toBeVisible();
    if (await find.isVisible()) await find.fill(service);
    await page.getByLabel(service).check();
  }
  await page.getByRole('button', { name: 'Start the post-mortem' }).click();
  await expect(page.getByRole('heading', { level: 1, name: sentence })).toBeVisible();
  // The caret is where the writing goes on; the keys of the page wait until it is left.
  await expect(page.getByRole('textbox', { name: 'Summary' })).toBeFocused();
  await page.keyboard.press('Escape');
  return new URL(page.url()).pathname.replace('/incidents/', '');
}

export interface Facts {
  severity?: string;
  service?: string;
  /** By the words of the form: "Impact started". */
  milestones: Record<string, string>;
  date: string;
  /** By the words of the form: "Users affected". */
  impact?: Record<string, string>;
  detectedBy?: string;
}

export async function fillFacts(page: Page, facts: Facts) {
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Edit facts' });
  if (facts.severity) await dialog.getByLabel('Severity').selectOption(facts.severity);
  if (facts.service) {
    await dialog.getByLabel('Services').fill(facts.service);
    await expect(dialog.getByRole('button', { name: `Take ${facts.service} out` })).toBeVisible();
  }
  for (const [label, time] of Object.entries(facts.milestones)) {
    await dialog.getByLabel(`${label}: date`).fill(facts.date);
    await dialog.getByLabel(`${label}: time, UTC`).fill(time);
  }
  for (const [label, value] of Object.entries(facts.impact ?? {})) {
    await dialog.getByLabel(label).fill(value);
  }
  if (facts.detectedBy) await dialog.getByLabel('Detected by').selectOption(facts.detectedBy);
  await dialog.getByRole('button', { name: 'Save facts' }).click();
}
