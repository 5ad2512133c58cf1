// Incidents that share words and no factor: named, taken back, or said to be no pattern.
import { expect, test, type Page } from '@playwright/test';
import { api } from './steps/api.ts';
import { section } from './steps/document.ts';
import { OwnServer } from './steps/own-server.ts';
import { toast } from './steps/settings.ts';

const NAME = 'Leases that outlive their holder';
const DAYS = ['02', '05', '09'];

// Each has a server of its own.
test.describe.configure({ timeout: 60_000 });

let server: OwnServer;
let ines: Page;

test.beforeEach(async ({ browser }) => {
  server = await OwnServer.start();
  ines = await server.demo(browser);
  await ines.goto('/');
});

test.afterEach(() => server.stop());

/** Three incidents of one mechanism, which nobody gave a factor. */
async function alike(): Promise<string[]> {
  const references: string[] = [];
  for (const day of DAYS) {
    const opened = await api(ines, 'POST', '/incidents', {
      title: `Zookeeper lease of shard ${day} expired twice`,
      milestones: { impact_started_at: `2026-01-${day}T08:00:00Z` },
    });
    const text =
      'The zookeeper lease outlived the coordinator which held it, so quokka-relay refused every ' +
      'append with `LEASE-7731` until somebody fenced the shard.';
    await api(
      ines,
      'PUT',
      `/incidents/${opened.reference}/sections/root_cause`,
      { text },
      opened.version,
    );
    references.push(opened.reference);
  }
  return references;
}

/** The cluster in which an incident stands. */
function clusterOf(page: Page, reference: string) {
  return page
    .getByRole('region', { name: 'Patterns without a name' })
    .locator('.cluster')
    .filter({ has: page.getByRole('link', { name: reference, exact: true }) });
}

async function atPatterns(reference: string) {
  const cluster = clusterOf(ines, reference);
  // What was written last is taken in a moment later.
  await expect(async () => {
    await ines.goto('/patterns');
    await expect(cluster).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return cluster;
}

test('a cluster gets its name, its incidents the factor, and Undo takes it from them', async () => {
  const references = await alike();
  const cluster = await atPatterns(references[0]!);
  await expect(cluster).toContainText('3 incidents share the words');
  for (const reference of references) {
    await expect(cluster.getByRole('link', { name: reference, exact: true })).toBeVisible();
  }
  await cluster.getByRole('button', { name: 'Name it' }).click();
  await cluster.getByLabel('Its name').fill(NAME);
  await cluster.getByRole('button', { name: 'Tag them' }).click();
  const said = toast(ines, `3 incidents tagged with “${NAME}”.`);
  await expect(said).toBeVisible();
  await expect(cluster).toHaveCount(0);

  const other = await ines.context().newPage();
  await other.goto(`/incidents/${references[1]}`);
  await expect(section(other, 'Contributing factors')).toContainText(NAME);
  await said.getByRole('button', { name: 'Undo' }).click();
  await expect(cluster).toBeVisible();
  await expect(section(other, 'Contributing factors')).not.toContainText(NAME);
});

test('what is no pattern is not offered again, unless that is taken back', async () => {
  const [reference] = await alike();
  const cluster = await atPatterns(reference!);
  await cluster.getByRole('button', { name: 'Not a pattern' }).click();
  const said = toast(ines, 'They are not offered together again.');
  await expect(said).toBeVisible();
  await expect(cluster).toHaveCount(0);
  await said.getByRole('button', { name: 'Undo' }).click();
  await expect(cluster).toBeVisible();
  await cluster.getByRole('button', { name: 'Not a pattern' }).click();
  await expect(cluster).toHaveCount(0);
  await ines.reload();
  await expect(ines.getByRole('region', { name: 'Patterns without a name' })).toContainText(
    'no three share enough words',
  );
});
