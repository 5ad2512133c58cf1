// Ten documents at once, as a team that comes with a folder of them: ours, and real ones.
import {
  ownDocuments,
  realDocuments,
  realDocumentsAreThere,
  realFolder,
} from './steps/documents.ts';
import { section } from './steps/document.ts';
import { chooseFiles, fate, file } from './steps/importing.ts';
import { expect, test } from './steps/session.ts';
import { entryAt } from './steps/timeline.ts';

/** What must have been read of each: a section with its words, and an entry with its. */
const readAs: { name: string; title: string; words: [string, string]; entry?: [string, string] }[] =
  [
    {
      name: '01-burn-rate-page.md',
      title: 'Catalogue Search Postmortem',
      words: ['Root Causes', 'on the machines that answer searches'],
      entry: ['08:46', 'The rebuild is stopped'],
    },
    {
      name: '02-facts-in-tables.md',
      title: 'Returns could not be booked',
      words: ['Root Cause', 'A column was renamed'],
      entry: ['13:51', 'Fix deployed'],
    },
    {
      name: '03-five-whys.md',
      title: 'gift cards charged twice',
      words: ['5 Whys', 'No test charges slowly.'],
      entry: ['06:40', 'A customer writes to support'],
    },
    {
      name: '04-public-report.md',
      title: 'Elevated error rates on checkout',
      words: ['Why it happened', 'stood on no list'],
    },
    {
      name: '05-front-matter.md',
      title: 'Warehouse scanners lost their session',
      words: ['Contributing factors', 'Sessions are kept in memory only'],
      entry: ['05:01', 'Scanners ask for a password'],
    },
    {
      name: '06-plain-text.txt',
      title: '06 plain text',
      words: ['Summary', 'Label printers in two halls were offline'],
    },
    {
      name: '07-dates-with-offsets.md',
      title: 'Slow exports on 18 March 2026',
      words: ['Causes', 'An index was dropped'],
      // 09:40 at an hour before UTC.
      entry: ['08:40', 'finance asks where the export is'],
    },
    {
      name: '08-numbered-chapters.md',
      title: 'payment methods missing in the app',
      words: ['1.3 Analysis', 'an account that had every payment method'],
      entry: ['10:41', 'support sees a pattern'],
    },
    {
      name: '09-local-times-of-a-zone.md',
      title: 'Outage of the supplier portal',
      words: ['Root cause analysis', 'it was built in memory'],
      // Berlin in April, two hours before UTC.
      entry: ['08:58', 'Memory limit raised'],
    },
    {
      name: '10-in-other-words.md',
      title: 'the price feed stood still',
      words: ['Actions', 'Alert when the newest price is older'],
    },
  ];

test('ten templates are imported at once, and each is read', async ({ page }) => {
  test.setTimeout(60_000);
  const documents = ownDocuments();
  expect(documents.map(({ name }) => name)).toEqual(readAs.map(({ name }) => name));
  await page.goto('/import');
  await chooseFiles(page, documents);
  const ahead = page.getByRole('region', { name: 'What would be imported' });
  await expect(ahead).toContainText('10 incidents to open.');
  await page.getByRole('button', { name: 'Import 10 files' }).click();
  await expect(page.getByRole('region', { name: 'Imported' })).toContainText(
    '10 incidents opened.',
  );
  const places: string[] = [];
  for (const { name } of readAs) {
    const place = await file(page, name).getByRole('link').getAttribute('href');
    places.push(place ?? 'nowhere');
  }
  for (const [index, { title, words, entry }] of readAs.entries()) {
    await page.goto(places[index] ?? 'nowhere');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
    const [heading, text] = words;
    await expect.soft(section(page, heading), `${heading} of ${title}`).toContainText(text);
    if (!entry) continue;
    const [time, what] = entry;
    await expect.soft(entryAt(page, time), `${time} of ${title}`).toContainText(what);
  }
});

test('ten real documents are imported, and are here already the second time', async ({ page }) => {
  test.skip(
    !realDocumentsAreThere,
    `There are no real post-mortems at ${realFolder}: set AFTERWORD_POSTMORTEMS to their folder.`,
  );
  test.setTimeout(60_000);
  const documents = realDocuments(10);
  expect(documents).toHaveLength(10);
  await page.goto('/import');
  await chooseFiles(page, documents);
  // Some tell local times and name no zone; whoever imports them knows which it was.
  const zone = page.getByLabel('Zone of local times');
  if (await waitsForZone()) {
    await zone.fill('UTC');
    await zone.press('Enter');
  }
  const ahead = page.getByRole('region', { name: 'What would be imported' });
  await expect(ahead).toContainText('10 incidents to open.');
  await page.getByRole('button', { name: 'Import 10 files' }).click();
  await expect(page.getByRole('region', { name: 'Imported' })).toContainText(
    '10 incidents opened.',
  );
  const opened = fate(page, 'Opened').getByRole('listitem');
  await expect(opened.filter({ has: page.getByRole('link') })).toHaveCount(10);

  const first = fate(page, 'Opened').getByRole('link').first();
  const reference = await first.innerText();
  await first.click();
  await expect(page).toHaveURL(`/incidents/${reference}`);
  await expect(page.getByRole('region', { name: 'Summary', exact: true })).toBeVisible();

  await page.goto('/import');
  await chooseFiles(page, documents);
  if (await waitsForZone()) {
    await zone.fill('UTC');
    await zone.press('Enter');
  }
  await expect(fate(page, 'Here already')).toContainText(reference);
  await expect(ahead).toContainText('10 unchanged.');

  async function waitsForZone(): Promise<boolean> {
    await expect(page.getByRole('region', { name: 'What would be imported' })).toBeVisible();
    return zone.isVisible();
  }
});
