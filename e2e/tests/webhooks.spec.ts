// An outgoing webhook from the settings to a program that verifies it as Standard Webhooks has it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Webhook } from 'standardwebhooks';

import { openPostMortem } from './steps/facts.ts';
import { expect, test } from './steps/session.ts';
import { openSettings, part } from './steps/settings.ts';

interface Message {
  type: string;
  data: { incident: { title: string } };
}

test('a program is told that an incident was opened, and knows from whom', async ({ page }) => {
  const came: { headers: Record<string, string>; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      came.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening));
  const { port } = receiver.address() as AddressInfo;

  await openSettings(page);
  const webhooks = part(page, 'Outgoing webhooks');
  await webhooks.getByRole('button', { name: 'Add outgoing webhook' }).click();
  await webhooks.getByLabel('Name').fill('The wiki');
  await webhooks.getByLabel('Address', { exact: true }).fill(`http://127.0.0.1:${port}/in`);
  await webhooks.getByLabel('an incident was opened').check();
  await webhooks.getByLabel('The address may lie in a private network').check();
  await webhooks.getByRole('button', { name: 'Add', exact: true }).click();
  const secret = await webhooks.getByLabel(/^Messages are signed with this secret/).inputValue();

  const sentence = 'Refunds were paid twice';
  await openPostMortem(page, { sentence });
  const told = () =>
    came
      .map(({ headers, body }) => new Webhook(secret).verify(body, headers) as Message)
      .filter(({ type, data }) => type === 'incident.opened' && data.incident.title === sentence);
  await expect.poll(() => told().length, { timeout: 20_000 }).toBe(1);
  const altered = came[0]?.body.replace('incident.opened', 'incident.closed') ?? '';
  expect(() => new Webhook(secret).verify(altered, came[0]?.headers ?? {})).toThrow();

  await openSettings(page);
  await webhooks.getByRole('button', { name: 'Messages of The wiki' }).click();
  await expect(webhooks.getByText(/incident\.opened, taken after 1 try/).first()).toBeVisible();
  await webhooks.getByRole('button', { name: 'Remove The wiki' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(webhooks.getByText('The wiki')).toHaveCount(0);
  receiver.close();
});
