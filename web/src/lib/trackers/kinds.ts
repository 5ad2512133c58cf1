/** What each tracker is called, what it asks for, and what is to be done on its side. */

import type { TrackerKind } from '$lib/api/tracker-shapes';

export interface KindWords {
  name: string;
  /** Beside others of the same maker. */
  full: string;
  /** An address that everybody shares; without, one's own is asked for. */
  url?: string;
  urlExample: string;
  token: string;
  project: string;
  projectExample: string;
  sprint: string;
  /** Where its token comes from. */
  tokenSteps: string[];
  /** How its webhook is set up, behind the address. */
  hookSteps: string[];
  /** Who makes the secret of the webhook. */
  secret: 'there' | 'here';
}

const jiraHook = [
  'Open Settings → System → WebHooks and choose Create a WebHook.',
  'Paste the address, and the secret where there is a field for one.',
  'Choose the events Issue: created, updated and deleted, with a JQL such as project = PAY.',
];

export const KINDS: Record<TrackerKind, KindWords> = {
  jira_cloud: {
    name: 'Jira',
    full: 'Jira Cloud',
    urlExample: 'https://northwind.atlassian.net',
    token: 'API token',
    project: 'Key of the project',
    projectExample: 'PAY',
    sprint: 'sprint',
    tokenSteps: [
      'Make an account for Afterword that may browse the project, create issues, add comments, assign issues and schedule issues.',
      'Signed in as it, open id.atlassian.com → Security → API tokens and create one without scopes. It has an end: note the day.',
    ],
    hookSteps: jiraHook,
    secret: 'here',
  },
  jira_data_center: {
    name: 'Jira',
    full: 'Jira Data Center',
    urlExample: 'https://jira.example.org/jira',
    token: 'Personal access token',
    project: 'Key of the project',
    projectExample: 'PAY',
    sprint: 'sprint',
    tokenSteps: [
      'Make an account for Afterword that may browse the project, create issues, add comments, assign issues and schedule issues.',
      'Signed in as it, open Profile → Personal Access Tokens and create one. Jira 8.14 or later has them.',
    ],
    hookSteps: jiraHook,
    secret: 'here',
  },
  github: {
    name: 'GitHub',
    full: 'GitHub',
    url: 'https://api.github.com',
    urlExample: 'https://github.example.org/api/v3',
    token: 'Token',
    project: 'Repository with its owner',
    projectExample: 'acme/checkout',
    sprint: 'milestone',
    tokenSteps: [
      'Use an account that has at least the role Triage in the repository.',
      'Open Settings → Developer settings → Fine-grained tokens and make one with Issues: read and write, and Metadata: read-only.',
    ],
    hookSteps: [
      'Open the repository’s Settings → Webhooks and choose Add webhook.',
      'Paste the address and the secret, and choose the content type application/json.',
      'Of the events choose Issues only.',
    ],
    secret: 'here',
  },
  gitlab: {
    name: 'GitLab',
    full: 'GitLab',
    url: 'https://gitlab.com/api/v4',
    urlExample: 'https://gitlab.example.org/api/v4',
    token: 'Access token',
    project: 'Project with its groups',
    projectExample: 'acme/pay/checkout',
    sprint: 'iteration or milestone',
    tokenSteps: [
      'Open the project’s Settings → Access tokens and make one with the role Planner or Reporter and the scope api.',
    ],
    hookSteps: [
      'Open the project’s Settings → Webhooks and choose Add new webhook.',
      'Paste the address. Use a signing token (whsec_…) where GitLab offers one, else a secret token.',
      'Choose the triggers Issues events and Confidential issues events.',
    ],
    secret: 'here',
  },
  linear: {
    name: 'Linear',
    full: 'Linear',
    url: 'https://api.linear.app',
    urlExample: 'https://api.linear.app',
    token: 'API key',
    project: 'Key of the team',
    projectExample: 'PAY',
    sprint: 'cycle',
    tokenSteps: [
      'Use an account for Afterword that is in the team.',
      'Open Settings → Security & access → Personal API keys and make one that may read and write.',
    ],
    hookSteps: [
      'Open Settings → API → Webhooks and choose New webhook.',
      'Paste the address, choose the team, and of the data change events Issues.',
      'Linear shows the secret: enter it here.',
    ],
    secret: 'there',
  },
};

export const isJira = (kind: TrackerKind) => kind === 'jira_cloud' || kind === 'jira_data_center';
