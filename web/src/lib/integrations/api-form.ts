/** How an integration's source is asked, as it is typed into the settings. */

import type { SourceApi, SourceApiForm, SourceKind, TestedApi } from '$lib/api/integration-shapes';

/** What has to be known of a source's API to enter a token for it. */
export interface ApiWords {
  /** Where it answers for everybody. */
  url: string;
  /** What the heading calls it. */
  heading: string;
  /** What a token is called there. */
  token: string;
  /** How a token looks, as a sentence. */
  tokenNote: string;
  /** Whom another address is for, as a sentence. */
  urlNote: string;
  saved: string;
  removed: string;
}

const TITLES = {
  saved: 'Titles of links can be fetched: “Fetch titles” on an entry of a timeline.',
  removed: 'No titles are fetched any more. Those that were stay.',
};

export const APIS: Partial<Record<SourceKind, ApiWords>> = {
  slack: {
    url: 'https://slack.com/api',
    heading: 'Slack’s API',
    token: 'Bot token',
    tokenNote: 'It begins with xoxb- and is never shown again.',
    urlNote: 'Another one is for GovSlack, or for a proxy in your own network.',
    saved: 'Channels and threads of Slack can be brought to incidents.',
    removed: 'Slack is not asked any more. What was brought in stays.',
  },
  github: {
    url: 'https://api.github.com',
    heading: 'GitHub’s API',
    token: 'Access token',
    tokenNote: 'It begins with github_pat_ or ghp_ and is never shown again.',
    urlNote: 'GitHub Enterprise Server has https://git.example.org/api/v3, at its own host.',
    ...TITLES,
  },
  gitlab: {
    url: 'https://gitlab.com/api/v4',
    heading: 'GitLab’s API',
    token: 'Access token',
    tokenNote: 'It begins with glpat- and is never shown again.',
    urlNote: 'A GitLab of your own has https://git.example.org/api/v4, at its own host.',
    ...TITLES,
  },
};

export interface TypedApi {
  url: string;
  /** Left empty, the one that is known stays. */
  token: string;
}

export function typedApi(usual: string, api: SourceApi | null | undefined): TypedApi {
  return { url: api?.url ?? usual, token: '' };
}

export function apiForm({ url, token }: TypedApi): SourceApiForm {
  return { url: url.trim() || null, token: token.trim() || null };
}

/** Whose token it is, and what it cannot do. Only Slack tells every scope of a token. */
export function testedWords(kind: SourceKind, { account, lacks }: TestedApi): string {
  const belongs = `It is the token of ${account}.`;
  if (lacks.length === 0 && kind === 'slack') {
    return `${belongs} It has every scope that is of use.`;
  }
  if (lacks.length === 0) return `${belongs} What it may read shows when titles are fetched.`;
  const scopes = lacks.map(({ scope, does }) => `${scope}, which ${does}`);
  return `${belongs} It works, and lacks ${scopes.join('; ')}.`;
}
