import { beforeEach, describe, expect, it } from 'vitest';

import { workspace } from '$lib/workspace.svelte';

import { OpeningForm } from './opening-form.svelte';

const NOW = new Date('2026-10-08T09:30:00Z');
let form: OpeningForm;

beforeEach(() => {
  const services = ['ledger', 'search', 'payments-db'].map((name, at) => ({ id: at + 1, name }));
  workspace.current = { services } as never;
  form = new OpeningForm(NOW);
});

describe('OpeningForm', () => {
  it('takes a sentence alone', () => {
    form.title = ' Checkout failed ';
    expect(form.ready).toBe(true);
    expect(form.body).toEqual({
      title: 'Checkout failed',
      severity: 'sev3',
      services: [],
      milestones: {},
    });
  });

  it('chooses the services that the sentence names, as words of their own', () => {
    form.title = 'We researched why Ledger lost payments-db.';
    expect(form.services).toEqual([1, 3]);
    expect(form.isNamed(2)).toBe(false);
  });

  it('leaves a service out that was taken out, and keeps one that was added', () => {
    form.title = 'ledger failed';
    form.choose(1, false);
    form.choose(2, true);
    expect(form.services).toEqual([2]);
    form.title = 'ledger and search failed';
    expect(form.services).toEqual([2]);
    form.choose(1, true);
    expect(form.services).toEqual([1, 2]);
  });

  it('says when it began only when a time is known; the day is likely today', () => {
    form.title = 'ledger failed';
    expect(form.body.milestones).toEqual({});
    form.began.time = '9:12';
    form.recovered.time = '09:20';
    form.noticedBy = 'customer';
    expect(form.body.milestones).toEqual({
      impact_started_at: '2026-10-08T09:12:00Z',
      recovered_at: '2026-10-08T09:20:00Z',
    });
    expect(form.body.impact).toEqual({ detected_by: 'customer' });
  });

  it('refuses what is no time', () => {
    form.title = 'ledger failed';
    form.began.time = 'nine';
    expect(form.ready).toBe(false);
    expect(form.beganError).toContain('“nine” is not a time');
  });
});
