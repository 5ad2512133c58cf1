import { expect, it } from 'vitest';

import { differences } from './differences';

it('tells a value that was replaced', () => {
  expect(differences({ part: 'title', from: 'Ledger', to: 'Ledger down' })).toEqual([
    { field: '', before: 'Ledger', after: 'Ledger down' },
  ]);
});

it('tells only the fields that differ, by their path', () => {
  const settings = (limit: number, hourly: number) => ({
    name: 'Ops',
    action_limit: limit,
    rates: { hourly: { minor: hourly, currency: 'EUR' } },
  });
  const change = { part: 'settings', from: settings(3, 100), to: settings(2, 120) };
  expect(differences(change)).toEqual([
    { field: 'action_limit', before: '3', after: '2' },
    { field: 'rates.hourly.minor', before: '100', after: '120' },
  ]);
});

it('tells what came and what went', () => {
  const entry = { id: 4, name: 'ci', scopes: ['read', 'write'], expires_at: null };
  expect(differences({ part: 'token', edit: 'added', at: 0, entry })).toEqual([
    { field: 'id', after: '4' },
    { field: 'name', after: 'ci' },
    { field: 'scopes', after: 'read, write' },
  ]);
  expect(differences({ part: 'token', edit: 'removed', at: 0, entry })).toContainEqual({
    field: 'name',
    before: 'ci',
  });
});

it('tells what just happened', () => {
  const viewed = { part: 'audit', what: 'viewed', incident: 'INC-57' };
  expect(differences(viewed)).toEqual([{ field: 'incident', after: 'INC-57' }]);
  expect(differences({ part: 'metrics_secret' })).toEqual([]);
});

it('looks into what holds both sides further in', () => {
  const change = {
    part: 'notice_preferences',
    person: 3,
    set: { from: null, to: { mail: true } },
  };
  expect(differences(change)).toEqual([
    { field: 'person', after: '3' },
    { field: 'mail', after: 'true' },
  ]);
});

it('tells of a list of entries what it holds', () => {
  expect(differences({ part: 'x', from: [{ a: 1 }], to: [] })).toEqual([
    { field: '', before: '[{"a":1}]' },
  ]);
});
