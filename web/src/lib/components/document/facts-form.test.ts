import { describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';

import { factsForm, readFacts } from './facts-form';

const view = {
  severity: 'sev1',
  mode: 'standard',
  zone: 'UTC',
  duplicate_of: null,
  services: [1, 2],
  started_precision: 'minute',
  milestones: {
    impact_started_at: '2026-10-08T09:12:00.000123Z',
    detected_at: '2026-10-08T09:19:00Z',
    acknowledged_at: null,
    identified_at: null,
    mitigated_at: null,
    recovered_at: null,
    all_clear_at: null,
  },
  impact: {
    description: '',
    users_affected: 18400,
    revenue_lost: { currency: 'EUR', cents: 3_800_000 },
    revenue_delayed: null,
    credits: null,
    failing_share: 0.31,
    error_budget_share: null,
    detected_by: 'alert',
    detection_note: '',
    responders: 6,
    response_minutes: 1560,
  },
} as unknown as IncidentView;

describe('readFacts', () => {
  it('changes nothing when nothing was touched', () => {
    expect(readFacts(factsForm(view), view, 'EUR')).toEqual({ patch: {}, errors: {} });
  });

  it('sends only the part that changed', () => {
    const form = factsForm(view);
    form.milestones.recovered_at = { date: '2026-10-08', time: '09:59' };
    form.severity = 'sev2';
    const { patch } = readFacts(form, view, 'EUR');
    expect(Object.keys(patch).sort()).toEqual(['milestones', 'severity']);
    expect(patch.milestones).toMatchObject({
      impact_started_at: '2026-10-08T09:12:00.000123Z',
      recovered_at: '2026-10-08T09:59:00Z',
    });
  });

  it('reads amounts, shares and hours in the units people type', () => {
    const form = factsForm(view);
    form.credits = '1,250.50';
    form.failing = '36%';
    form.hours = '2.5';
    expect(readFacts(form, view, 'EUR').patch.impact).toMatchObject({
      credits: { cents: 125_050, currency: 'EUR' },
      failing_share: 0.36,
      response_minutes: 150,
    });
  });

  it('names what it cannot read', () => {
    const form = factsForm(view);
    form.users = 'many';
    form.milestones.recovered_at = { date: '2026-10-08', time: 'noon' };
    expect(readFacts(form, view, 'EUR').errors).toEqual({
      'impact.users_affected': '“many” is not a number.',
      recovered_at: '“noon” is not a time; write it as 14:05, in UTC.',
    });
  });
});
