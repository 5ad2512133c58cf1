// What whoever leads a meeting does, and where it stands.
import { expect, type Locator, type Page } from '@playwright/test';
import { arrive, enter, goOn } from './together.ts';

/** By whoever is to lead it. */
export async function start(page: Page, incident: string) {
  await enter(page, incident);
  await page.getByRole('button', { name: 'Start the meeting' }).click();
  await arrive(page, 'Check-in');
}

export function agenda(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Agenda' });
}

/** The entry, action, factor or measure that the meeting is at. */
export function current(page: Page): Locator {
  return page.getByRole('main').locator('[aria-current="true"]');
}

/** Single keys are quiet while somebody types. */
export async function leaveTheFields(page: Page) {
  await page.getByRole('main').click({ position: { x: 4, y: 4 } });
}

/** From the second step on to the third. */
export async function putOffTheRest(page: Page, words: string) {
  await page.getByRole('contentinfo').getByRole('button', { name: 'Timeline' }).click();
  await page.getByRole('button', { name: 'Put off the rest' }).click();
  await goOn(page, 'Put off', words);
}

export async function stepOnTheServer(page: Page, incident: string): Promise<string | undefined> {
  const answer = await page.request.get(`/api/v1/incidents/${incident}/meeting`);
  const { run } = (await answer.json()) as { run?: { step: string } };
  return run?.step;
}

/** Check-in and the four questions are written without names. */
export async function planWithoutNames(page: Page, incident: string) {
  await enter(page, incident);
  const address = `/api/v1/incidents/${incident}/meeting`;
  const answer = await page.request.get(address);
  const { plan } = (await answer.json()) as { plan: Record<string, unknown> };
  const { scheduled_at, minutes, facilitator, scribe } = plan;
  const planned = await page.request.put(address, {
    data: { scheduled_at, minutes, facilitator, scribe, anonymous: true },
    headers: { 'If-Match': answer.headers()['etag'] ?? '', Origin: new URL(page.url()).origin },
  });
  expect(planned.ok(), await planned.text()).toBe(true);
}
