/** What the entries of the log are called. */

/** Those that an audit asks for, by what their names begin with. */
export const KINDS: { kind: string; label: string }[] = [
  { kind: 'session', label: 'Sessions: began, ended' },
  { kind: 'sign_in', label: 'Sign-ins that failed' },
  { kind: 'identity', label: 'Accounts at providers' },
  { kind: 'provider', label: 'Sign-in providers' },
  { kind: 'sign_in_rules', label: 'Rules of signing in' },
  { kind: 'person', label: 'People, roles, passwords' },
  { kind: 'token', label: 'API tokens' },
  { kind: 'reader_link', label: 'Calendar and feed addresses' },
  { kind: 'incident.viewed', label: 'Restricted incidents opened' },
  { kind: 'incident.visibility_changed', label: 'Who sees an incident' },
  { kind: 'export', label: 'Exports' },
  { kind: 'settings', label: 'Settings of the workspace' },
  { kind: 'integration', label: 'Integrations' },
  { kind: 'tracker', label: 'Trackers' },
  { kind: 'mail_server', label: 'Mail server' },
  { kind: 'subscription', label: 'Outgoing webhooks' },
  { kind: 'postmortem', label: 'Post-mortems' },
  { kind: 'incident', label: 'Incidents' },
  { kind: 'action_item', label: 'Action items' },
  { kind: 'audit', label: 'The log itself' },
];

const NAMES: Record<string, string> = {
  'session.began': 'signed in',
  'session.proved_again': 'showed again who they are',
  'session.ended': 'sessions ended',
  'sign_in.failed': 'sign-in failed',
  'identity.linked': 'account linked to a provider',
  'identity.unlinked': 'account no longer linked to a provider',
  'provider.secret_replaced': 'secret of a sign-in provider replaced',
  'sign_in_rules.changed': 'rules of signing in changed',
  'person.password_set': 'password set',
  'person.sign_in_link_made': 'sign-in link made',
  'incident.viewed': 'restricted incident opened',
  'incident.visibility_changed': 'who sees it changed',
  'export.made': 'exported',
  'audit.shortened': 'old entries removed',
  'reader_link.made': 'secret address made',
  'reader_link.voided': 'secret address voided',
};

/** `token.added` as "token added". */
export function nameWords(name: string): string {
  return NAMES[name] ?? name.replace('.', ' ').replaceAll('_', ' ');
}
