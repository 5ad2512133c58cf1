// A service with its integrations, made by the API, and what programs post about it.
import { expect, type Page } from '@playwright/test';
import { api } from './api.ts';

const MINUTE_MS = 60_000;

export interface Watched {
  /** What the workspace calls the service. */
  service: string;
  /** Where each program posts. */
  alertmanager: string;
  github: string;
}

/** A service that Alertmanager knows by its job and GitHub by its repository. */
export async function watch(page: Page, service: string): Promise<Watched> {
  await page.goto('/');
  const { teams } = (await api(page, 'GET', '/workspace')) as unknown as {
    teams: { id: number }[];
  };
  await api(page, 'POST', '/services', {
    name: service,
    team: teams[0]?.id,
    slo: null,
    revenue_per_minute: null,
    aliases: [`${service}-job`, `acme/${service}`],
  });
  const add = async (kind: string, name: string) => {
    const { path } = await api(page, 'POST', '/integrations', { kind, name });
    return String(path);
  };
  return {
    service,
    alertmanager: await add('alertmanager', `Alertmanager of ${service}`),
    github: await add('github', `GitHub of ${service}`),
  };
}

/** The moment so many minutes ago. */
export function minutesAgo(minutes: number): Date {
  return new Date(Date.now() - minutes * MINUTE_MS);
}

/** "10:02" */
export function clock(moment: Date): string {
  return moment.toISOString().slice(11, 16);
}

export interface FiredAlert {
  name: string;
  fired: Date;
  resolved?: Date;
  /** What it says; that the service is slow when left out. */
  summary?: string;
}

export async function alert(
  page: Page,
  to: Watched,
  { name, fired, resolved, summary = `${to.service} answers too slowly` }: FiredAlert,
) {
  const status = resolved ? 'resolved' : 'firing';
  const labels = {
    alertname: name,
    service: `${to.service}-job`,
    severity: 'critical',
  };
  const one = {
    status,
    labels,
    annotations: { summary },
    startsAt: fired.toISOString(),
    endsAt: resolved?.toISOString() ?? '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: `${to.service} ${name}`,
  };
  const body = {
    version: '4',
    groupKey: `{}:{alertname="${name}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'afterword',
    groupLabels: { alertname: name },
    commonLabels: labels,
    commonAnnotations: one.annotations,
    externalURL: 'http://alertmanager.example.com',
    alerts: [one],
  };
  await post(page, to.alertmanager, body);
}

export async function deploy(page: Page, to: Watched, at: Date) {
  const [when, number] = [at.toISOString(), Math.round(at.getTime() / 1000)];
  const repository = `acme/${to.service}`;
  const body = {
    action: 'created',
    deployment_status: {
      id: number,
      state: 'success',
      environment: 'production',
      target_url: `https://github.com/${repository}/actions/runs/${number}`,
      created_at: when,
      updated_at: when,
    },
    deployment: {
      id: number,
      sha: '8f3c1d2ab6e94c0de5a1b7f2c9d8e7f6a5b4c3d2',
      ref: 'main',
      task: 'deploy',
      environment: 'production',
      created_at: when,
      updated_at: when,
    },
    repository: {
      name: to.service,
      full_name: repository,
      html_url: `https://github.com/${repository}`,
    },
    sender: { login: 'github-actions[bot]' },
  };
  await post(page, to.github, body, {
    'X-GitHub-Event': 'deployment_status',
    'X-GitHub-Delivery': `${to.service}-${number}`,
  });
}

async function post(page: Page, path: string, body: object, headers = {}) {
  const answer = await page.request.post(path, { data: body, headers });
  expect(answer.status(), await answer.text()).toBe(202);
}

/** What happened nearby and is offered to the timeline. */
export function offers(page: Page) {
  return page.getByRole('group', { name: 'What happened nearby' });
}

export function suggestions(page: Page) {
  return page.getByRole('region', { name: 'Suggested by what happened' });
}
