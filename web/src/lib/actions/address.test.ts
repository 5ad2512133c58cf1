import { describe, expect, it } from 'vitest';

import { actionsAddress, exportAddress, isFiltered, resolve, showingOf } from './address';

const at = (search: string) => new URL(`http://afterword.test/actions${search}`);
const KNOWN = {
  people: [{ id: 2, handle: 'mika' }],
  services: [{ id: 1, name: 'ledger' }],
  teams: [{ id: 3, name: 'Payments' }],
};

describe('the address', () => {
  it('is read and written the same way round', () => {
    const address =
      '/actions?owner=mika&team=Payments&service=ledger&incident=INC-57&by=owner&tab=carried';
    const showing = showingOf(new URL(address, 'http://afterword.test'));
    expect(showing).toEqual({
      tab: 'carried',
      by: 'owner',
      owner: 'mika',
      team: 'Payments',
      service: 'ledger',
      incident: 'INC-57',
    });
    expect(actionsAddress(showing)).toBe(address);
    expect(isFiltered(showing)).toBe(true);
  });

  it('says nothing of what is usual', () => {
    const showing = showingOf(at(''));
    expect(showing).toEqual({ tab: 'open', by: 'state' });
    expect(actionsAddress(showing)).toBe('/actions');
    expect(isFiltered(showing)).toBe(false);
  });

  it('drops a filter that is taken away and one that is blank', () => {
    const showing = showingOf(at('?owner=mika&service=%20'));
    expect(actionsAddress({ ...showing, owner: undefined })).toBe('/actions');
    expect(showing.service).toBeUndefined();
  });

  it('keeps to the tabs and groupings it knows', () => {
    expect(showingOf(at('?tab=toString&by=colour'))).toEqual({ tab: 'open', by: 'state' });
  });
});

describe('what the words stand for', () => {
  it('finds people by handle and services by name, whatever the case', () => {
    const words = { owner: 'Mika', team: 'payments', service: 'LEDGER', incident: 'inc-57' };
    expect(resolve(words, KNOWN)).toEqual({
      filter: { owner: 2, team: 3, service: 1, incident: 'INC-57' },
      unknown: [],
    });
  });

  it('says what it does not know instead of showing everything', () => {
    const { unknown } = resolve({ owner: 'mikka', service: 'x', incident: '57' }, KNOWN);
    expect(unknown).toEqual([
      'Nobody has the handle “mikka”.',
      'No service is called “x”.',
      '“57” is no reference; one looks like INC-57.',
    ]);
  });
});

it('exports what the tab is about, and nothing of what is not filtered by', () => {
  expect(exportAddress({ team: 3 }, 'proof')).toBe(
    '/api/v1/actions.csv?team=3&concern=proof_missing',
  );
  expect(exportAddress({ owner: undefined }, 'open')).toBe('/api/v1/actions.csv?state=open');
  expect(exportAddress({}, 'all')).toBe('/api/v1/actions.csv?state=all');
});
