// The pages there are, and what on each says that it is all there.
import { expect, type Page } from '@playwright/test';

export interface Place {
  name: string;
  path: string;
  ready: (page: Page) => Promise<void>;
  /** What the browser may report without a fault. */
  reports?: RegExp;
}

const sees = (text: string | RegExp) => (page: Page) =>
  expect(page.getByRole('main').getByText(text).first()).toBeVisible();

const heading = (name: string | RegExp) => (page: Page) =>
  expect(page.getByRole('heading', { name }).first()).toBeVisible();

const all =
  (...each: ((page: Page) => Promise<void>)[]) =>
  async (page: Page) => {
    for (const ready of each) await ready(page);
  };

export const places: Place[] = [
  {
    name: 'home',
    path: '/',
    ready: all(
      heading('Reviews owed'),
      heading('Your actions'),
      heading('Meetings'),
      heading('Questions for you'),
      heading('Repeat Incident Rate'),
      heading('Is the loop closing?'),
      sees('open,'),
    ),
  },
  {
    name: 'incidents',
    path: '/incidents',
    ready: all(sees(/INC-\d+/), sees(/^\d+ of \d+$/)),
  },
  { name: 'incident', path: '/incidents/INC-57', ready: heading('Lessons') },
  {
    name: 'meeting',
    path: '/incidents/INC-58/meeting',
    ready: heading('Before the meeting'),
  },
  {
    name: 'a meeting that goes on',
    path: '/incidents/INC-59/meeting',
    ready: all(heading('Open actions of earlier post-mortems'), heading('Same service')),
  },
  {
    name: 'history',
    path: '/incidents/INC-57/history',
    ready: all(heading('History'), sees('opened it')),
  },
  {
    name: 'meetings',
    path: '/meetings',
    ready: all(heading('Meetings'), sees('INC-57')),
  },
  {
    name: 'announcement',
    path: '/meetings/INC-57',
    ready: all(heading('Who comes'), heading('What it goes through')),
  },
  {
    name: 'actions',
    path: '/actions',
    ready: all(sees(/^Median age when done/), sees('INC-57')),
  },
  {
    name: 'patterns',
    path: '/patterns',
    ready: all(heading('Patterns'), sees('Retries not bounded')),
  },
  { name: 'import', path: '/import', ready: heading('Import') },
  {
    name: 'import of an export',
    path: '/import?of=slack_export',
    ready: heading('Import'),
  },
  { name: 'settings', path: '/settings', ready: heading('Settings') },
  {
    name: 'audit log',
    path: '/settings/audit',
    ready: all(heading('Audit log'), sees('signed in')),
  },
  { name: 'new', path: '/incidents/new', ready: heading('What happened?') },
  {
    name: 'sign-in',
    path: '/sign-in',
    ready: (page) =>
      expect(page.getByRole('button', { name: 'Open the demo workspace' })).toBeVisible(),
  },
  {
    name: 'unknown',
    path: '/nowhere/at/all',
    ready: heading('There is no such page'),
    reports: /Not found: \/nowhere/,
  },
];

export const sizes = {
  wide: { width: 1440, height: 900 },
  narrow: { width: 390, height: 844 },
};

/** Nothing waits for an answer any more. */
export async function settled(page: Page) {
  await expect(page.getByText(/^Loading /)).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}
