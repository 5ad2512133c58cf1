// Integrations: their part of the settings, their own page, and what is sent to them.
import { expect, type Page } from '@playwright/test';
import { openSettings, part } from './settings.ts';

/** Adds one and answers with its address, as the page shows it this once. */
export async function addIntegration(page: Page, source: string, name: string): Promise<string> {
  await openSettings(page);
  const integrations = part(page, 'Integrations');
  await integrations.getByRole('button', { name: 'Add integration' }).click();
  const form = integrations.getByRole('form', { name: 'Add integration' });
  await form.getByLabel('Source').selectOption(source);
  await form.getByLabel('Name').fill(name);
  await form.getByRole('button', { name: 'Add integration' }).click();
  return shownAddress(page, name);
}

/** An address that was just made. */
export async function shownAddress(page: Page, name: string): Promise<string> {
  const address = page.getByLabel(`Copy the address of “${name}” now. It is shown this once.`);
  await expect(address).toBeVisible();
  return address.inputValue();
}

export async function openIntegration(page: Page, name: string) {
  await openSettings(page);
  await part(page, 'Integrations').getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

/** The deliveries on the page of an integration, the newest first. */
export function deliveries(page: Page) {
  return part(page, 'Deliveries').getByRole('list', { name: 'Deliveries' }).getByRole('listitem');
}

/** Sends a body as a program would, which has no session; answers with the status. */
export async function send(
  page: Page,
  address: string,
  body: string,
  secret?: string,
): Promise<number> {
  const headers = {
    'Content-Type': 'application/json',
    ...(secret !== undefined && { Authorization: `Bearer ${secret}` }),
  };
  // As text: what is not JSON is sent as it stands.
  const answer = await page.request.post(address, {
    data: Buffer.from(body),
    headers,
  });
  return answer.status();
}

export interface Alert {
  name: string;
  service: string;
  severity: string;
  /** Seconds since it began to fire. */
  ago: number;
}

/** What Alertmanager posts when this one alert fires. */
export function alertmanagerBody({ name, service, severity, ago }: Alert): string {
  const labels = { alertname: name, service, severity };
  const startsAt = new Date(Date.now() - ago * 1_000).toISOString();
  const alert = {
    status: 'firing',
    labels,
    annotations: { summary: `${name} on ${service}` },
    startsAt,
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example.com/graph?g0.expr=up+%3D%3D+0',
    fingerprint: '4be7c1a0d92f3e58',
  };
  return JSON.stringify({
    version: '4',
    groupKey: `{}:{alertname="${name}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'afterword',
    groupLabels: { alertname: name },
    commonLabels: labels,
    commonAnnotations: alert.annotations,
    externalURL: 'http://alertmanager.example.com',
    alerts: [alert],
  });
}
