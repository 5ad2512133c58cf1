/** The sources there are: what they are called, what they bring, and where their secret comes from. */

import type { SourceKind } from '$lib/api/integration-shapes';

export interface Source {
  name: string;
  /** What it tells, as the second half of a sentence: "alerts that fire and are resolved". */
  brings: string;
  /** Where the secret comes from: made up by a person, shown by the source, or there is none. */
  secret: 'made' | 'given' | 'none';
  /** What to do with it, as a sentence. */
  secretNote: string;
}

const bearer = (name: string) =>
  `Make one up and give the same to ${name}, which sends it with each delivery.`;

export const SOURCES: Record<SourceKind, Source> = {
  alertmanager: {
    name: 'Alertmanager',
    brings: 'alerts that fire and are resolved',
    secret: 'made',
    secretNote: bearer('Alertmanager'),
  },
  grafana: {
    name: 'Grafana',
    brings: 'alerts that fire and are resolved',
    secret: 'made',
    secretNote: 'Make one up and give the same to Grafana, which signs each delivery with it.',
  },
  pagerduty: {
    name: 'PagerDuty',
    brings: 'pages: triggered, acknowledged, escalated, resolved',
    secret: 'given',
    secretNote: 'PagerDuty shows the secret once, when the webhook is added. Enter it here.',
  },
  opsgenie: {
    name: 'Opsgenie',
    brings: 'alerts: created, acknowledged, noted, closed',
    secret: 'made',
    secretNote: bearer('Opsgenie'),
  },
  statuspage: {
    name: 'Statuspage',
    brings: 'what the public was told, and when',
    secret: 'none',
    secretNote:
      'Statuspage cannot send a secret. Add one only where a proxy in between puts it into the ' +
      'header Authorization; without that everything would be refused.',
  },
  sentry: {
    name: 'Sentry',
    brings: 'issues and alerts of your own rules',
    secret: 'given',
    secretNote: 'It is the client secret of the internal integration in Sentry. Enter it here.',
  },
  datadog: {
    name: 'Datadog',
    brings: 'monitors that trigger and recover',
    secret: 'made',
    secretNote: bearer('Datadog'),
  },
  cloudwatch: {
    name: 'CloudWatch',
    brings: 'alarms that go off and return to OK, by way of SNS',
    secret: 'none',
    secretNote:
      'Enter the ARN of your topic here, and deliveries of any other topic are refused. The ' +
      'signature of SNS is not verified.',
  },
  github: {
    name: 'GitHub',
    brings: 'deploys, merged pull requests, pushes and releases',
    secret: 'made',
    secretNote: 'Make one up and give the same to GitHub, which signs each delivery with it.',
  },
  gitlab: {
    name: 'GitLab',
    brings: 'deployments, pipelines, merge requests and pushes',
    secret: 'made',
    secretNote:
      'Take the signing token (whsec_…) where your GitLab offers one; otherwise make up a secret ' +
      'token and give GitLab the same.',
  },
  slack: {
    name: 'Slack',
    brings: 'messages of the channels it is invited to, and the command /afterword',
    secret: 'given',
    secretNote: 'It is the signing secret of the app in Slack. Enter it here.',
  },
  generic: {
    name: 'JSON of your own',
    brings: 'whatever its mapping says',
    secret: 'made',
    secretNote:
      'Make one up; the sender puts it into the header Authorization after “Bearer”, or signs ' +
      'with it: after Standard Webhooks (whsec_…), or as the mapping says under “signature”.',
  },
};

/** In the order in which they are offered. */
export const SOURCE_KINDS = Object.keys(SOURCES) as SourceKind[];

/** A secret that nobody guesses: 160 random bits in hexadecimal. */
export function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The whole of an address of which the server tells the path. */
export function addressOf(path: string): string {
  return new URL(path, location.origin).href;
}
