/** How an integration's source is asked, as it is typed into the settings. */

import type { SourceApi, SourceApiForm, TestedApi } from '$lib/api/integration-shapes';

/** Where Slack answers for everybody but the authorities of the United States. */
export const SLACK_API = 'https://slack.com/api';

export interface TypedApi {
  url: string;
  /** Left empty, the one that is known stays. */
  token: string;
}

export function typedApi(api: SourceApi | null | undefined): TypedApi {
  return { url: api?.url ?? SLACK_API, token: '' };
}

export function apiForm({ url, token }: TypedApi): SourceApiForm {
  return { url: url.trim() || null, token: token.trim() || null };
}

/** Whose token it is, and what it cannot do. */
export function testedWords({ account, lacks }: TestedApi): string {
  const belongs = `It is the token of ${account}.`;
  if (lacks.length === 0) return `${belongs} It has every scope that is of use.`;
  const scopes = lacks.map(({ scope, does }) => `${scope}, which ${does}`);
  return `${belongs} It works, and lacks ${scopes.join('; ')}.`;
}
