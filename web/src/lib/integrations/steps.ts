/** What a person does on the other side, source by source. Words between `backticks` are typed. */

import type { SourceKind } from '$lib/api/integration-shapes';

export interface Step {
  text: string;
  /** To be copied as a whole. */
  code?: string;
}

/** What stands for the secret where it is not known. */
const SECRET = '<the secret>';

const alertmanager = (address: string): Step[] => [
  {
    text:
      'Add a receiver to `alertmanager.yml`. As long as the integration has no secret, leave out ' +
      '`http_config`.',
    code: [
      'receivers:',
      '  - name: afterword',
      '    webhook_configs:',
      `      - url: ${address}`,
      '        http_config:',
      '          authorization:',
      `            credentials: ${SECRET}`,
    ].join('\n'),
  },
  {
    text:
      'Route to it, as the first of `routes` and with `continue: true`, so that those who are ' +
      'paged now still are.',
  },
  { text: 'Reload Alertmanager.' },
];

const grafana = (): Step[] => [
  { text: 'Open Alerting → Contact points → Add contact point, and choose Webhook.' },
  { text: 'URL: the address. HTTP method: POST.' },
  {
    text:
      'With a secret: under HMAC signature enter the same one, keep the header as it is, and enter ' +
      '`X-Grafana-Alerting-Timestamp` as timestamp header. Before Grafana 12: as credentials of ' +
      'the authorization header.',
  },
  {
    text:
      'Under Notification policies route to this contact point, with Continue matching subsequent ' +
      'sibling nodes on. Disable resolved message stays off.',
  },
  { text: 'Test the contact point: its alert appears as any other.' },
];

const pagerduty = (): Step[] => [
  { text: 'Open Integrations → Generic Webhooks (v3) → New Webhook.' },
  {
    text:
      'Webhook URL: the address. Scope: the account, a team or a service. Events: all that begin ' +
      'with `incident.`',
  },
  { text: 'Add it, copy the secret that is shown this once, and enter it here under Secrets.' },
  { text: 'Send a test event.' },
];

const opsgenie = (): Step[] => [
  { text: 'Open Settings → Integrations → Add integration, and choose Webhook.' },
  {
    text:
      'Webhook URL: the address. Tick that alert description and alert details are added to the ' +
      'payload.',
  },
  { text: `With a secret: add the custom header \`Authorization\`, \`Bearer ${SECRET}\`.` },
  {
    text: 'Choose the alert actions, at least created, acknowledged, closed and note added, and turn it on.',
  },
];

const statuspage = (): Step[] => [
  { text: 'On a page of your own, allow webhook subscriptions under Subscribers.' },
  {
    text: 'On the public page, Subscribe to updates, choose the webhook (<>), and enter the address.',
  },
];

const sentry = (): Step[] => [
  { text: 'Open Settings → Custom Integrations → Create New Integration → Internal Integration.' },
  { text: 'Name: Afterword. Webhook URL: the address. Switch Alert Rule Action on.' },
  {
    text:
      'Permissions: Issue & Event, read. Webhooks: issue, and comment for what people write; leave ' +
      'error out, it would send every event. Save.',
  },
  { text: 'Copy the Client Secret and enter it here under Secrets.' },
  { text: 'In each alert that belongs here add the action Send a notification via Afterword.' },
];

/** The variables of Datadog that are read, by the names they are sent under. */
const datadogPayload = JSON.stringify(
  {
    id: '$ID',
    title: '$EVENT_TITLE',
    date: '$DATE',
    last_updated: '$LAST_UPDATED',
    event_type: '$EVENT_TYPE',
    text: '$TEXT_ONLY_MSG',
    alert_id: '$ALERT_ID',
    alert_cycle_key: '$ALERT_CYCLE_KEY',
    alert_title: '$ALERT_TITLE',
    alert_transition: '$ALERT_TRANSITION',
    alert_type: '$ALERT_TYPE',
    alert_priority: '$ALERT_PRIORITY',
    alert_metric: '$ALERT_METRIC',
    alert_query: '$ALERT_QUERY',
    alert_scope: '$ALERT_SCOPE',
    alert_status: '$ALERT_STATUS',
    hostname: '$HOSTNAME',
    tags: '$TAGS',
    link: '$LINK',
    snapshot: '$SNAPSHOT',
  },
  null,
  2,
);

const datadog = (): Step[] => [
  {
    text: 'Open Integrations → Webhooks → New. Name: `afterword`. URL: the address. Payload:',
    code: datadogPayload,
  },
  {
    text: 'With a secret: tick Custom Headers and enter',
    code: `{"Authorization": "Bearer ${SECRET}"}`,
  },
  {
    text:
      'Write `@webhook-afterword` into the message of each monitor that belongs here, outside of ' +
      '`{{#is_alert}}`, so that its recovery is told too.',
  },
];

const cloudwatch = (): Step[] => [
  {
    text:
      'In Amazon SNS open the topic that your alarms notify, then Create subscription. Protocol: ' +
      'HTTPS. Endpoint: the address.',
  },
  {
    text:
      'SNS asks whether the address is yours: a delivery that asks to be confirmed appears under ' +
      'Deliveries. Open it and visit what it names.',
  },
  { text: 'Let each alarm notify the topic both In alarm and OK: without the second none ends.' },
];

const github = (): Step[] => [
  { text: 'Open the repository or the organisation, then Settings → Webhooks → Add webhook.' },
  { text: 'Payload URL: the address. Content type: `application/json`. Secret: the same as here.' },
  {
    text:
      'Choose Let me select individual events: Deployment statuses, Workflow runs, Pull requests, ' +
      'Pushes, Releases.',
  },
  { text: 'Add it. Its `ping` appears among the deliveries as one that tells nothing.' },
];

const gitlab = (): Step[] => [
  { text: 'Open the project or the group, then Settings → Webhooks → Add new webhook.' },
  { text: 'URL: the address. Signing token or secret token: the same as here.' },
  {
    text:
      'Trigger: Push events, Merge request events, Pipeline events, Deployment events. Add it, ' +
      'then Test.',
  },
];

const slack = (): Step[] => [
  { text: 'Open `api.slack.com/apps`, then Create New App → From scratch.' },
  { text: 'Basic Information: copy the Signing Secret and enter it here under Secrets.' },
  {
    text:
      'OAuth & Permissions: add the bot scopes `channels:history` and, for private channels, ' +
      '`groups:history`; to bring in what was said, `users:read` and `channels:read` as well.',
  },
  {
    text:
      'Event Subscriptions: the address as Request URL; subscribe to the bot events ' +
      '`message.channels` and `message.groups`.',
  },
  { text: 'Slash Commands: add `/afterword` with the same address.' },
  { text: 'Install the app, and `/invite` it into each channel that is used for incidents.' },
  {
    text: 'OAuth & Permissions: copy the Bot User OAuth Token and enter it here under Slack’s API.',
  },
];

const generic = (address: string): Step[] => [
  {
    text: 'Post JSON of at most 1 MiB. As long as the integration has no secret, leave out its header.',
    code: [
      `curl ${address} \\`,
      `  -H 'Authorization: Bearer ${SECRET}' \\`,
      "  -H 'Content-Type: application/json' \\",
      '  -d @event.json',
    ].join('\n'),
  },
  {
    text:
      'What the mapping cannot read is kept and says why: mend the mapping, and let it be read ' +
      'again.',
  },
];

const STEPS: Record<SourceKind, (address: string) => Step[]> = {
  alertmanager,
  grafana,
  pagerduty,
  opsgenie,
  statuspage,
  sentry,
  datadog,
  cloudwatch,
  github,
  gitlab,
  slack,
  generic,
};

export function stepsFor(kind: SourceKind, address: string): Step[] {
  return STEPS[kind](address);
}

/** A text in its parts; every second one is typed as it stands. */
export function typedParts(text: string): { words: string; typed: boolean }[] {
  return text
    .split('`')
    .map((words, index) => ({ words, typed: index % 2 === 1 }))
    .filter(({ words }) => words !== '');
}
