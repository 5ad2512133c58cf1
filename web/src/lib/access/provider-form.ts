/** A provider as it is typed, and as it is sent. Lists are typed line by line, or with commas. */

import type { ProviderForm, ProviderView } from '$lib/api/access-shapes';

type Role = ProviderForm['default_role'];

export interface TypedProvider {
  name: string;
  issuer: string;
  clientId: string;
  /** Left empty, the one that is known stays. */
  clientSecret: string;
  scopes: string;
  groupsClaim: string;
  makesAccounts: boolean;
  domains: string;
  groups: string;
  defaultRole: NonNullable<Role>;
  /** Groups that make an administrator, a member, a viewer. */
  admins: string;
  members: string;
  viewers: string;
  /** Each line: a group, a colon, the name of a team. */
  teams: string;
}

export interface TeamName {
  id: number;
  name: string;
}

export function typedProvider(view: ProviderView | undefined, teams: TeamName[]): TypedProvider {
  const ofRole = (role: Role) =>
    (view?.roles ?? []).filter((rule) => rule.role === role).map((rule) => rule.group);
  const teamOf = (id: number) => teams.find((team) => team.id === id)?.name ?? '';
  return {
    name: view?.name ?? '',
    issuer: view?.issuer ?? '',
    clientId: view?.client_id ?? '',
    clientSecret: '',
    scopes: (view?.scopes ?? []).join(' '),
    groupsClaim: view?.groups_claim ?? 'groups',
    makesAccounts: view?.makes_accounts ?? true,
    domains: (view?.domains ?? []).join(', '),
    groups: (view?.groups ?? []).join('\n'),
    defaultRole: view?.default_role ?? 'member',
    admins: ofRole('admin').join('\n'),
    members: ofRole('member').join('\n'),
    viewers: ofRole('viewer').join('\n'),
    teams: (view?.teams ?? []).map((rule) => `${rule.group}: ${teamOf(rule.team)}`).join('\n'),
  };
}

/** What is sent; or the line that names no team. */
export function providerForm(
  typed: TypedProvider,
  teams: TeamName[],
): { form: ProviderForm } | { unknown: string } {
  const rules = lines(typed.teams).map((line) => teamRule(line, teams));
  const unknown = rules.find((rule) => typeof rule === 'string');
  if (typeof unknown === 'string') return { unknown };
  const as = (role: Role, groups: string) =>
    lines(groups).map((group) => ({ group, role: role ?? 'member' }));
  return {
    form: {
      name: typed.name,
      issuer: typed.issuer,
      client_id: typed.clientId,
      client_secret: typed.clientSecret || null,
      scopes: typed.scopes.split(/[\s,]+/).filter(Boolean),
      groups_claim: typed.groupsClaim,
      makes_accounts: typed.makesAccounts,
      domains: typed.domains.split(/[\s,]+/).filter(Boolean),
      groups: lines(typed.groups),
      default_role: typed.defaultRole,
      roles: [
        ...as('admin', typed.admins),
        ...as('member', typed.members),
        ...as('viewer', typed.viewers),
      ],
      teams: rules.filter((rule) => typeof rule !== 'string'),
    },
  };
}

function lines(typed: string): string[] {
  return typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** The last colon counts: names of groups hold some, too. */
function teamRule(line: string, teams: TeamName[]): { group: string; team: number } | string {
  const at = line.lastIndexOf(':');
  const name = line
    .slice(at + 1)
    .trim()
    .toLowerCase();
  const team = teams.find((one) => one.name.toLowerCase() === name);
  return at > 0 && team ? { group: line.slice(0, at).trim(), team: team.id } : line;
}
