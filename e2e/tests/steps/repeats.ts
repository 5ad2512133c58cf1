// An incident that a webhook opened, the earlier one that it is like, and what is decided of both.
import { expect, type Page } from '@playwright/test';
import { alert, minutesAgo, watch, type Watched } from './alerts.ts';
import { api } from './api.ts';

const DAY_MS = 86_400_000;

export interface Repeated {
  watched: Watched;
  /** With its cause, a lesson, and an action that nobody finished. */
  earlier: string;
  /** Opened by an alert. */
  repeat: string;
}

export const ACTION = 'Give the export a pool of its own';
export const LESSON = 'An export may hold a session for as long as it runs.';

/** A cause that has a name and an error string of its own. */
function causeOn(service: string): string {
  return (
    `The night export of ${service} kept every session of the pool in GateKeeper, because its ` +
    'transaction stayed open: GATE-4411, no session left.'
  );
}

function day(fromNow: number): string {
  return new Date(Date.now() + fromNow * DAY_MS).toISOString().slice(0, 10);
}

/** A published post-mortem of some weeks ago, whose action is still open. */
async function reviewed(page: Page, { service }: Watched): Promise<string> {
  const workspace = await api(page, 'GET', '/workspace');
  const services = workspace['services'] as { id: number; name: string }[];
  const people = workspace['people'] as { id: number }[];
  const opened = await api(page, 'POST', '/incidents', {
    title: `${service} refused everybody while the export ran`,
    services: services.filter(({ name }) => name === service).map(({ id }) => id),
    milestones: {
      impact_started_at: `${day(-40)}T09:00:00Z`,
      recovered_at: `${day(-40)}T09:40:00Z`,
    },
  });
  const { reference } = opened;
  const at = `/incidents/${reference}`;
  let { version } = await api(
    page,
    'PUT',
    `${at}/sections/root_cause`,
    { text: causeOn(service) },
    opened.version,
  );
  ({ version } = await api(page, 'PUT', `${at}/sections/lessons`, { text: LESSON }, version));
  await api(page, 'POST', `${at}/actions`, {
    title: ACTION,
    owner: people[0]?.id,
    priority: 'p1',
    due_on: day(1),
    ticket: { key: 'GATE-7' },
  });
  ({ version } = await api(page, 'GET', at));
  await api(page, 'POST', `${at}/publish`, {}, version);
  return reference;
}

/** An earlier incident on a service of its own, and an alert that opens the next. */
export async function happenedAgain(page: Page, service: string): Promise<Repeated> {
  const watched = await watch(page, service);
  const earlier = await reviewed(page, watched);
  await alert(page, watched, {
    name: 'SessionPoolEmpty',
    fired: minutesAgo(0),
    resolved: minutesAgo(0),
    summary: `${service} refused everybody while the export ran. ${causeOn(service)}`,
  });
  const repeat = await openedBeside(page, service, earlier);
  return { watched, earlier, repeat };
}

/** A delivery is read a moment after it was answered. */
async function openedBeside(page: Page, service: string, earlier: string): Promise<string> {
  const query = new URLSearchParams({ q: `service:${service}` });
  let references: string[] = [];
  await expect(async () => {
    const { items } = await api(page, 'GET', `/incidents?${query}`);
    references = (items as { reference: string }[]).map(({ reference }) => reference);
    expect(references).toHaveLength(2);
  }).toPass({ intervals: [50, 100, 250] });
  return references.find((reference) => reference !== earlier) ?? '';
}

/** The earlier incident in the margin of the document. */
export function matchOf(page: Page, reference: string) {
  const similar = page.locator('#similar');
  return similar.getByRole('listitem').filter({
    has: page.getByRole('link', { name: reference, exact: true }),
  });
}

/** What the program says of two incidents. */
export async function toldOf(page: Page, { repeat, earlier }: Repeated) {
  const { items } = (await api(page, 'GET', `/incidents/${repeat}/similar`)) as unknown as {
    items: {
      incident: { reference: string };
      verdict: string;
      confirmed: boolean;
    }[];
  };
  return items.find(({ incident }) => incident.reference === earlier);
}
