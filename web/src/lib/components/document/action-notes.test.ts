import { describe, expect, it } from 'vitest';

import type { ActionItem, IncidentView } from '$lib/api/incident-shapes';

import { carriedFrom, standing } from './action-notes';

const item = (more: Partial<ActionItem>) =>
  ({ title: 'Add a limit', ticket: null, state: 'open', ...more }) as ActionItem;

const view = (...earlier: [string, Partial<ActionItem>][]) =>
  ({
    preventable: earlier.map(([reference, action]) => ({
      earlier: reference,
      action: item(action),
    })),
  }) as unknown as IncidentView;

describe('carriedFrom', () => {
  it('knows an action again by its title or its ticket', () => {
    const before = view(['INC-31', { title: 'add a  limit' }]);
    expect(carriedFrom(before, item({}))).toBe('INC-31');
    const ticket = { key: 'PAY-1', url: null };
    expect(carriedFrom(view(['INC-12', { title: 'Other', ticket }]), item({ ticket }))).toBe(
      'INC-12',
    );
  });

  it('takes nothing for the same that only lacks a ticket too', () => {
    expect(carriedFrom(view(['INC-31', { title: 'Other' }]), item({}))).toBeUndefined();
  });
});

describe('standing', () => {
  it('says why it will not be done, or what it waits for', () => {
    const reason = 'the service goes away';
    expect(standing(item({ state: 'wont_do', wont_do_reason: reason }))).toBe(reason);
    expect(standing(item({ state: 'in_progress', blocked_by: 'the vendor' }))).toBe(
      'blocked by the vendor',
    );
    expect(standing(item({ state: 'open', blocked_by: 'the vendor' }))).toBe('');
  });
});
