// Finding a time for a meeting, and announcing it: within the week, openly, into every calendar.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { found, levels } from './steps/axe.ts';
import { readCalendar } from './steps/calendar-file.ts';
import { openPostMortem } from './steps/facts.ts';
import { expect, test } from './steps/session.ts';
import { openSettings, part, settingsRow } from './steps/settings.ts';

const about = (page: Page) => page.getByRole('complementary', { name: 'About this document' });

async function findTime(page: Page, sentence: string) {
  await page.goto('/');
  const reference = await openPostMortem(page, { sentence });
  await about(page).getByRole('button', { name: 'Find a time' }).click();
  return {
    reference,
    dialog: page.getByRole('dialog', { name: 'Find a time' }),
  };
}

test('a proposed time is taken, and the meeting is announced to everybody', async ({ page }) => {
  const sentence = 'The label printer stood still';
  const { reference, dialog } = await findTime(page, sentence);
  await expect(dialog.getByLabel('Meeting: date')).toHaveValue('');
  await dialog.getByRole('radio').first().check();
  await expect(dialog.getByLabel('Meeting: date')).not.toHaveValue('');
  await dialog.getByLabel('Facilitator').selectOption({ label: 'Lena' });
  const others = dialog.getByLabel('Ask somebody else');
  const guest = (await others.locator('option').last().textContent()) ?? '';
  await others.selectOption({ label: guest });
  await expect(dialog.getByRole('checkbox', { name: guest })).toBeChecked();
  await dialog.getByLabel('Where').fill('Room Ada');
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await expect(dialog).toBeHidden();

  await about(page).getByRole('link', { name: 'who comes' }).click();
  await expect(page).toHaveURL(`/meetings/${reference}`);
  await expect(page.getByRole('heading', { level: 1, name: sentence })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Room Ada');
  const who = page.getByRole('region', { name: 'Who comes' });
  await expect(who.getByRole('listitem').filter({ hasText: 'Lena' })).toContainText('leads');
  await expect(who.getByRole('listitem').filter({ hasText: guest })).toBeVisible();
  await who.getByRole('button', { name: 'I will come' }).click();
  await expect(who).toContainText('You are awaited.');
  await who.getByRole('button', { name: 'I cannot' }).click();
  await expect(who).toContainText('You cannot come.');

  await page.getByRole('link', { name: 'All meetings' }).click();
  const own = page.getByRole('link', { name: reference, exact: true });
  const row = page.getByRole('listitem').filter({ has: own });
  await expect(row).toContainText('Lena leads');
  await expect(row).toContainText('cannot come');
  await row.getByRole('button', { name: `I will come to ${reference}` }).click();
  await expect(row).toContainText('You are awaited.');
});

test('an invitation is a file that another calendar reads, and takes itself back', async ({
  page,
}) => {
  const sentence = 'Parcels, “twice”; 31% of all were read again — für immer';
  const place = 'Room 3; left, or by video';
  const { reference, dialog } = await findTime(page, sentence);
  await dialog.getByRole('radio').nth(1).check();
  await dialog.getByLabel('Facilitator').selectOption({ label: 'Lena' });
  await dialog.getByLabel('Where').fill(place);
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await expect(dialog).toBeHidden();
  await page.goto(`/meetings/${reference}`);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Add to calendar' }).click();
  expect((await download).suggestedFilename()).toBe(`${reference}-post-mortem.ics`);

  const asked = await invited(page, reference);
  const seen = await (await page.request.get(`/api/v1/incidents/${reference}`)).json();
  const { meeting } = (seen as Seen).postmortem;
  const begins = Date.parse(meeting.scheduled_at);
  expect(asked.method).toBe('REQUEST');
  expect(asked.event).toMatchObject({
    sequence: 0,
    status: 'CONFIRMED',
    startsAt: new Date(begins).toISOString(),
    endsAt: new Date(begins + meeting.minutes * 60_000).toISOString(),
    summary: `Post-mortem ${reference}: ${sentence}`,
    location: place,
    organizer: { name: 'Lena' },
  });
  expect(asked.event.attendees.map(({ name }) => name)).toContain('Lena');
  expect(new URL(asked.event.url).pathname).toBe(`/incidents/${reference}/meeting`);
  expect(asked.event.description).toContain(asked.event.url);

  await page.goto(`/incidents/${reference}`);
  await about(page).getByRole('button', { name: 'change' }).click();
  await page
    .getByRole('dialog', { name: 'The meeting' })
    .getByRole('button', { name: 'Call it off' })
    .click();
  await expect(about(page).getByRole('button', { name: 'Find a time' })).toBeVisible();
  await page.goto(`/meetings/${reference}`);
  await expect(page.getByRole('main')).toContainText('called off');
  await expect(page.getByRole('link', { name: 'Take it out of the calendar' })).toBeVisible();
  const off = await invited(page, reference);
  expect(off.method).toBe('CANCEL');
  expect(off.event).toMatchObject({ uid: asked.event.uid, sequence: 1, status: 'CANCELLED' });
});

interface Seen {
  postmortem: { meeting: { scheduled_at: string; minutes: number } };
}

/** The invitation as a calendar reads it. */
async function invited(page: Page, reference: string) {
  const file = await page.request.get(`/api/v1/incidents/${reference}/meeting/invitation.ics`);
  const { method, events } = readCalendar(await file.text());
  expect(events).toHaveLength(1);
  return { method, event: events[0]! };
}

test('whoever was in the response can lead, with a word on why others do it easier', async ({
  page,
}) => {
  await page.goto('/incidents/INC-57');
  await about(page).getByRole('button', { name: 'change' }).click();
  const dialog = page.getByRole('dialog', { name: 'The meeting' });
  const facilitator = dialog.getByLabel('Facilitator');
  const group = (label: string) =>
    facilitator.locator(`optgroup[label="${label}"] option`).first().textContent();
  await expect(facilitator.locator('optgroup')).not.toHaveCount(0);
  await facilitator.selectOption({
    label: (await group('Were in the response')) ?? '',
  });
  await expect(dialog).toContainText('was in the response.');
  expect(found(await new AxeBuilder({ page }).withTags(levels).analyze())).toEqual([]);
  await facilitator.selectOption({
    label: (await group('Were not in the response')) ?? '',
  });
  await expect(dialog).not.toContainText('was in the response.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
});

test('a meeting alone takes ten minutes; together its steps say how long it is', async ({
  page,
}) => {
  const { reference, dialog } = await findTime(page, 'The belt stopped at the gate');
  const minutes = dialog.getByLabel('Minutes');
  await dialog.getByRole('button', { name: 'Alone, in ten minutes' }).click();
  await expect(minutes).toHaveValue('10');
  await expect(dialog.getByLabel('Scribe')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Together' }).click();
  await expect(minutes).toHaveValue('90');
  await dialog.getByLabel('Each step has its own length').check();
  await dialog.getByLabel('Timeline', { exact: true }).fill('20');
  await expect(minutes).toHaveValue('80');
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await expect(dialog).toBeHidden();
  await page.goto(`/meetings/${reference}`);
  const steps = page.getByRole('region', { name: 'What it goes through' });
  await expect(steps.getByRole('listitem').filter({ hasText: 'Timeline' })).toContainText('20 min');
});

test('what cannot be planned says why, and nothing is lost', async ({ page }) => {
  const { dialog } = await findTime(page, 'The gate did not open');
  await dialog.getByLabel('Where').fill('Room Grace');
  await dialog.getByLabel('Minutes').fill('long');
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await expect(dialog).toContainText('The time of the meeting is missing.');
  await expect(dialog).toContainText('The length is a number of minutes.');
  await dialog.getByRole('radio').first().check();
  await dialog.getByLabel('Minutes').fill('2');
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await expect(dialog.getByLabel('Minutes')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Where')).toHaveValue('Room Grace');
});

test('a calendar follows the meetings by an address that can be renewed', async ({ page }) => {
  await openSettings(page);
  const calendar = part(page, 'Calendar and feed');
  const row = settingsRow(page, 'Calendar and feed', 'Your meetings');
  await row.getByRole('button', { name: 'Make an address for Your meetings' }).click();
  const field = calendar.getByRole('textbox');
  const first = await field.inputValue();
  const followed = readCalendar(await subscribed(first));
  expect(followed.method).toBe('PUBLISH');
  const [meeting, ...others] = followed.events;
  expect(meeting?.summary).toMatch(/^Post-mortem INC-\d+: ./);
  const ids = new Set(followed.events.map(({ uid }) => uid));
  expect(ids.size).toBe(1 + others.length);
  // Whoever has the address may read it: it names nobody.
  expect(followed.events.flatMap(({ attendees }) => attendees)).toEqual([]);
  await calendar.getByRole('button', { name: 'I have it' }).click();
  await expect(field).toHaveCount(0);

  await row.getByRole('button', { name: 'Renew the address of Your meetings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Renew the address' });
  await dialog.getByRole('button', { name: 'Renew' }).click();
  await expect(dialog).toBeHidden();
  expect(await field.inputValue()).not.toBe(first);
  expect((await fetch(first)).status).toBe(404);

  await row.getByRole('button', { name: 'Remove the address of Your meetings' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(row).toContainText('none yet');
});

/** As a calendar reads it, which is not signed in. */
async function subscribed(address: string): Promise<string> {
  return (await fetch(address)).text();
}

test('home leads from a meeting to its announcement', async ({ page }) => {
  await page.goto('/');
  const meetings = page.getByRole('region', { name: 'Meetings' });
  await meetings.getByRole('link', { name: 'INC-57 post-mortem' }).click();
  await expect(page).toHaveURL('/meetings/INC-57');
  await expect(page.getByRole('region', { name: 'When' })).toBeVisible();
});
