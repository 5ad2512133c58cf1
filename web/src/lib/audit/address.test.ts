import { expect, it } from 'vitest';

import { auditAddress, filterOf, linesAddress, queryOfFilter } from './address';

const at = (address: string) => new URL(address, 'http://x');

it('reads what it wrote', () => {
  const filter = { person: '3', kind: 'token', incident: 'INC-57', from: '2026-10-01' };
  expect(filterOf(at(auditAddress(filter)))).toEqual(filter);
  expect(auditAddress({})).toBe('/settings/audit');
  expect(auditAddress({ kind: '' })).toBe('/settings/audit');
});

it('asks for the last day with all its hours', () => {
  expect(queryOfFilter({ from: '2026-10-31', to: '2026-10-31' })).toEqual({
    from: '2026-10-31T00:00:00.000Z',
    to: '2026-11-01T00:00:00.000Z',
  });
});

it('does not ask for what nobody could have meant', () => {
  expect(queryOfFilter({ person: 'mika', from: 'soon', to: '2026-13-40' })).toEqual({});
  expect(queryOfFilter({ incident: 'inc-57', kind: 'token' })).toEqual({
    incident: 'INC-57',
    kind: 'token',
  });
});

it('gives out the same entries', () => {
  expect(linesAddress({})).toBe('/api/v1/audit.jsonl');
  const address = at(linesAddress({ person: '3', to: '2026-10-31' }));
  expect(Object.fromEntries(address.searchParams)).toEqual({
    person: '3',
    to: '2026-11-01T00:00:00.000Z',
  });
});
