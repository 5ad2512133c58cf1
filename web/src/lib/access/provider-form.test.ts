import { describe, expect, it } from 'vitest';

import { providerForm, typedProvider } from './provider-form';

const teams = [
  { id: 1, name: 'Payments' },
  { id: 2, name: 'Site reliability' },
];

const view = {
  id: 3,
  name: 'Northwind ID',
  issuer: 'https://id.example/realm',
  client_id: 'afterword',
  scopes: ['groups'],
  groups_claim: 'groups',
  makes_accounts: true,
  domains: ['northwind.example'],
  groups: ['staff, all'],
  default_role: 'viewer' as const,
  roles: [
    { group: 'leads', role: 'admin' as const },
    { group: 'sre', role: 'member' as const },
  ],
  teams: [{ group: 'urn:group:sre', team: 2 }],
  has_secret: true,
  redirect_url: null,
};

describe('a provider as it is typed', () => {
  it('comes back as it went out, but for the secret, which is never shown', () => {
    const typed = typedProvider(view, teams);
    expect(typed.clientSecret).toBe('');
    expect(providerForm(typed, teams)).toEqual({
      form: {
        name: view.name,
        issuer: view.issuer,
        client_id: view.client_id,
        client_secret: null,
        scopes: view.scopes,
        groups_claim: view.groups_claim,
        makes_accounts: true,
        domains: view.domains,
        groups: view.groups,
        default_role: 'viewer',
        roles: view.roles,
        teams: view.teams,
      },
    });
  });

  it('takes the last colon for the team, whatever the group is called', () => {
    const typed = { ...typedProvider(view, teams), teams: 'urn:x:y: payments\n\n' };
    expect(providerForm(typed, teams)).toMatchObject({
      form: { teams: [{ group: 'urn:x:y', team: 1 }] },
    });
  });

  it.each(['sre: Nobody', 'sre', ': Payments'])('names the line “%s” that has no team', (line) => {
    expect(providerForm({ ...typedProvider(view, teams), teams: line }, teams)).toEqual({
      unknown: line,
    });
  });
});
