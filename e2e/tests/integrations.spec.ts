// What other programs tell: from the address in the settings to the incident that an alert opened.
import { AxeBuilder } from '@axe-core/playwright';
import { found, levels } from './steps/axe.ts';
import { search } from './steps/incident-list.ts';
import {
  addIntegration,
  alertmanagerBody,
  deliveries,
  openIntegration,
  send,
  shownAddress,
} from './steps/integrations.ts';
import { settled, sizes } from './steps/pages.ts';
import { expect, test } from './steps/session.ts';
import { openSettings, part, settingsRow, toast } from './steps/settings.ts';
import { addService } from './steps/workspace.ts';
import { expectNothingSideways } from './steps/touch.ts';

test('an alert is read, and opens the incident of its service by another name', async ({
  page,
}) => {
  await openSettings(page);
  await addService(page, 'parcel-scanner', 'Payments');
  await settingsRow(page, 'Services', 'parcel-scanner')
    .getByRole('button', { name: 'Edit parcel-scanner' })
    .click();
  const service = part(page, 'Services').getByRole('form', {
    name: 'Change parcel-scanner',
  });
  await service.getByLabel('Also known as').fill('scanner-job\nacme/scanner');
  await service.getByRole('button', { name: 'Save service' }).click();
  await expect(service).toBeHidden();

  const name = 'Alertmanager, hall 1';
  const address = await addIntegration(page, 'Alertmanager', name);
  await expect(page.getByRole('region', { name: 'What to do in Alertmanager' })).toContainText(
    `- url: ${address}`,
  );
  await page.getByRole('button', { name: 'I have it' }).click();
  const alert = {
    name: 'ScannerDown',
    service: 'scanner-job',
    severity: 'critical',
    ago: 90,
  };
  const body = alertmanagerBody(alert);
  expect(await send(page, address, body)).toBe(202);

  await openIntegration(page, name);
  const entry = deliveries(page).first();
  await expect(entry.getByRole('button', { name: /, read$/ })).toBeVisible();
  await entry.getByRole('button', { name: /, read$/ }).click();
  await expect(entry.getByRole('region', { name: 'Body of the delivery' })).toContainText(
    '"alertname": "ScannerDown"',
  );
  // The same once more is the same delivery.
  expect(await send(page, address, body)).toBe(202);
  await page.reload();
  await expect(deliveries(page)).toHaveCount(1);

  await page.goto('/incidents');
  await search(page, 'service:parcel-scanner');
  const row = page.getByRole('row').filter({ hasText: 'ScannerDown' });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('SEV2');
});

test('a wrong secret is refused, and what cannot be read is kept and read again', async ({
  page,
}) => {
  test.setTimeout(60_000);
  const name = 'Alertmanager, hall 2';
  const address = await addIntegration(page, 'Alertmanager', name);
  await openIntegration(page, name);
  const secrets = part(page, 'Secrets');
  await secrets.getByRole('button', { name: 'Add secret' }).click();
  const form = secrets.getByRole('form', { name: 'Add secret' });
  await form.getByLabel('Secret').fill('short');
  await form.getByRole('button', { name: 'Add secret' }).click();
  await expect(form.getByLabel('Secret')).toHaveAttribute('aria-invalid', 'true');
  await form.getByRole('button', { name: 'Make one up' }).click();
  const secret = await form.getByLabel('Secret').inputValue();
  await form.getByRole('button', { name: 'Add secret' }).click();
  await expect(form).toBeHidden();
  await expect(secrets.getByRole('row').filter({ hasText: secret.slice(-4) })).toBeVisible();

  const bad = '{"version": "3", "alerts": []}';
  expect(await send(page, address, bad)).toBe(401);
  expect(await send(page, address, bad, `${secret.slice(0, -1)}-`)).toBe(401);
  await page.reload();
  await expect(part(page, 'Deliveries')).toContainText('Nothing came yet.');

  expect(await send(page, address, bad, secret)).toBe(202);
  await page.reload();
  const entry = deliveries(page).first();
  await expect(entry.getByRole('button', { name: /, unreadable$/ })).toBeVisible();
  await expect(entry).toContainText('only version “4” is known');
  await entry.getByRole('button', { name: /^Read again/ }).click();
  await expect(toast(page, '1 delivery is read again.')).toBeVisible();
  await expect(entry.getByRole('button', { name: /, unreadable$/ })).toBeVisible();

  await secrets.getByRole('button', { name: /^Remove the secret/ }).click();
  const dialog = page.getByRole('dialog', {
    name: `Remove the secret that ends with`,
  });
  await expect(dialog).toContainText('It is the only one.');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(secrets).toContainText('None: whoever knows the address');
  expect(await send(page, address, '{"version": "4", "alerts": []}')).toBe(202);
});

test('a mapping is refused where it is wrong, mended, and reads what came before', async ({
  page,
}) => {
  const name = 'Scales';
  await openSettings(page);
  const integrations = part(page, 'Integrations');
  await integrations.getByRole('button', { name: 'Add integration' }).click();
  const form = integrations.getByRole('form', { name: 'Add integration' });
  await form.getByLabel('Source').selectOption('JSON of your own');
  await form.getByLabel('Name').fill(name);
  const mapping = form.getByLabel('Mapping');
  await mapping.fill('{"key": "{id}",');
  await form.getByRole('button', { name: 'Add integration' }).click();
  await expect(form).toContainText('This is not JSON yet:');
  await mapping.fill('{"keys": "{id}"}');
  await form.getByRole('button', { name: 'Add integration' }).click();
  await expect(form).toContainText('mapping.keys');
  await mapping.fill('');
  await form.getByRole('button', { name: 'Start from the example' }).click();
  await form.getByRole('button', { name: 'Add integration' }).click();
  const address = await shownAddress(page, name);

  // The example calls the list “events”, this sender calls it “weighings”.
  const event = {
    check: 'scale-7',
    service: 'scales',
    state: 'down',
    at: '2026-11-20T10:04:31Z',
    since: '2026-11-20T10:04:31Z',
    message: 'Every parcel weighs nothing.',
    url: 'https://scales.example.com/7',
  };
  expect(await send(page, address, JSON.stringify({ weighings: [event] }))).toBe(202);
  await openIntegration(page, name);
  const entry = deliveries(page).first();
  await expect(entry.getByRole('button', { name: /, unreadable$/ })).toBeVisible();
  const about = part(page, 'Name and mapping');
  const written = about.getByLabel('Mapping');
  const example = await written.inputValue();
  await written.fill(example.replace('"events"', '"weighings"'));
  await about.getByRole('button', { name: 'Save integration' }).click();
  await expect(toast(page, 'Integration saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Read 1 unreadable delivery again' }).click();
  await expect(entry.getByRole('button', { name: /, read$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Unreadable', exact: true }).click();
  await expect(part(page, 'Deliveries')).toContainText('Every delivery could be read.');
});

test('a new address makes the old one lead nowhere, and so do switching off and removing', async ({
  page,
}) => {
  const name = 'Grafana, hall 3';
  const first = await addIntegration(page, 'Grafana', name);
  await openIntegration(page, name);
  await page.getByRole('button', { name: 'Make a new address' }).click();
  const asked = page.getByRole('dialog', {
    name: `Make a new address for “${name}”?`,
  });
  await asked.getByRole('button', { name: 'Make a new address' }).click();
  const second = await shownAddress(page, name);
  const empty = '{"alerts": []}';
  expect(await send(page, first, empty)).toBe(404);
  expect(await send(page, second, empty)).toBe(202);

  await openSettings(page);
  const row = settingsRow(page, 'Integrations', name);
  await row.getByRole('button', { name: `Switch off ${name}` }).click();
  await expect(row.getByRole('cell', { name: 'switched off', exact: true })).toBeVisible();
  expect(await send(page, second, empty)).toBe(403);
  await toast(page, `“${name}” takes no deliveries any more.`)
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(row.getByRole('cell', { name: 'switched on', exact: true })).toBeVisible();
  expect(await send(page, second, empty)).toBe(202);

  await openIntegration(page, name);
  await page.getByRole('button', { name: 'Remove integration' }).click();
  const dialog = page.getByRole('dialog', { name: `Remove “${name}”?` });
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(toast(page, `“${name}” is removed.`)).toBeVisible();
  await expect(row).toHaveCount(0);
  expect(await send(page, second, empty)).toBe(404);
});

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test('everybody can read an integration and its forms', async ({ page }) => {
        const name = `Reader, ${size}, ${colorScheme}`;
        const axe = new AxeBuilder({ page }).withTags(levels);
        const address = await addIntegration(page, 'Alertmanager', name);
        expect(await send(page, address, '{"version": "3"}')).toBe(202);
        const integrations = part(page, 'Integrations');
        await integrations.getByRole('button', { name: 'Add integration' }).click();
        await integrations.getByLabel('Source').selectOption('JSON of your own');
        await page.getByText('What the example reads').click();
        await settled(page);
        await expectNothingSideways(page);
        expect(found(await axe.analyze()), 'settings').toEqual([]);
        await page.getByRole('button', { name: 'Cancel' }).click();

        await openIntegration(page, name);
        await deliveries(page)
          .getByRole('button', { name: /, unreadable$/ })
          .click();
        await page.getByRole('button', { name: 'Add secret' }).click();
        await page.getByText('What to do on the other side').click();
        await settled(page);
        await expectNothingSideways(page);
        expect(found(await axe.analyze()), 'integration').toEqual([]);
      });
    });
  }
}
