import { expect, test } from './steps/session.ts';
import { section } from './steps/document.ts';
import { chooseFiles, chooseFolder, dropFile, fate, file } from './steps/importing.ts';
import { entryAt } from './steps/timeline.ts';

const withZone = `# Incident: search slow after a re-index on 2026-03-02

## Impact

Results took twelve seconds for a third of the shops.

## Timeline (UTC)

- 10:02 First alert fired: search latency above 5 s
- 10:05 On-call acknowledged
- 10:31 Root cause identified: a re-index at noon
- 10:48 Service recovered

## Root Cause

The re-index shares its disks with the searches.
`;

const withoutZone = `# Incident: labels printed twice on 2026-03-09

## Timeline

- 14:00 The printer restarts
- 14:20 A warehouse reports doubled labels
- 15:00 Service recovered

## Root Cause

The queue is read again from the start.
`;

const plain = `# Coffee machine report

Nothing here is an incident with a time. It is kept as it is.
`;

test('three files are read, asked about, shown and imported', async ({ page }) => {
  await page.goto('/import');
  await chooseFiles(page, [
    { name: 'search.md', text: withZone },
    { name: 'labels.md', text: withoutZone },
    { name: 'coffee.md', text: plain },
  ]);
  const ahead = page.getByRole('region', { name: 'What would be imported' });
  await expect(ahead).toContainText('2 incidents to open, 1 without a zone.');
  await expect(fate(page, 'New incidents')).toContainText('search.md');
  await expect(fate(page, 'Waiting for a zone')).toContainText('labels.md');
  await expect(file(page, 'labels.md')).toContainText('line 5');
  await expect(file(page, 'labels.md')).toContainText('“14:00” is a local time');

  const zone = page.getByLabel('Zone of local times');
  await zone.fill('Europe/Berlin');
  await zone.press('Enter');
  await expect(ahead).toContainText('3 incidents to open.');
  await file(page, 'search.md').getByText('mapped').click();
  await expect(file(page, 'search.md')).toContainText('“Root Cause” is root_cause');

  await page.getByRole('button', { name: 'Import 3 files' }).click();
  await expect(page.getByRole('region', { name: 'Imported' })).toContainText('3 incidents opened.');
  await file(page, 'labels.md').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('labels printed twice');
  // 9 March is winter time in Berlin, one hour before UTC.
  await expect(entryAt(page, '13:20')).toContainText('A warehouse reports doubled labels');
  await expect(section(page, 'Root Cause')).toContainText('read again from the start');
});

test('the same files change nothing the second time', async ({ page }) => {
  const text = withZone.replaceAll('search', 'catalogue');
  await page.goto('/import');
  await chooseFiles(page, [{ name: 'catalogue.md', text }]);
  await page.getByRole('button', { name: 'Import 1 file' }).click();
  await expect(fate(page, 'Opened')).toContainText('catalogue.md');
  await page.getByRole('button', { name: 'Import more' }).click();
  await chooseFiles(page, [{ name: 'catalogue.md', text }]);
  await expect(fate(page, 'Here already')).toContainText('catalogue.md');
  await expect(page.getByRole('button', { name: /^Import 0 files/ })).toBeDisabled();
});

test('an unknown zone is refused at its field', async ({ page }) => {
  await page.goto('/import');
  await chooseFiles(page, [{ name: 'parcels.md', text: withoutZone.replace('labels', 'parcels') }]);
  const zone = page.getByLabel('Zone of local times');
  await zone.fill('Europe/Nowhere');
  await zone.press('Enter');
  await expect(zone).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('main')).toContainText('Europe/Nowhere');
});

test('a file that is dropped is read like a chosen one', async ({ page }, testInfo) => {
  await page.goto('/import');
  await dropFile(page, testInfo.outputPath('dropped.md'), withZone);
  await expect(file(page, 'dropped.md')).toContainText('parts mapped');
});

test('what Slack exported is read, shown, imported once and offered to its incident', async ({
  page,
}) => {
  const json = (name: string, value: unknown) => ({
    name,
    text: JSON.stringify(value),
  });
  await page.goto('/import?of=slack_export');
  await expect(page.getByText('Drop the unpacked folder of a Slack export here.')).toBeVisible();
  await chooseFiles(page, [json('users.json', { not: 'a list' })]);
  await expect(page.getByRole('alert')).toContainText('Nothing was written.');

  const folder = [
    json('users.json', [{ id: 'U1', name: 'mika', profile: { real_name: 'Mika' } }]),
    json('channels.json', [{ id: 'C1', name: 'incidents' }]),
    json('incidents/2026-03-03.json', [
      {
        type: 'message',
        user: 'U1',
        text: 'The printer is back.',
        ts: '1772550000.000123',
      },
    ]),
  ];
  await chooseFolder(page, folder);
  const ahead = page.getByRole('region', { name: 'What would be imported' });
  await expect(ahead).toContainText('1 entry that is new.');
  await ahead.getByRole('button', { name: 'Import 1 entry' }).click();
  const done = page.getByRole('region', { name: 'Imported' });
  await expect(done).toContainText('1 entry that is new.');
  await done.getByRole('button', { name: 'Import more' }).click();
  await chooseFolder(page, folder);
  await expect(ahead).toContainText('All of it is here already.');
  await expect(ahead.getByRole('button', { name: 'Import 0 entries' })).toBeDisabled();
});
