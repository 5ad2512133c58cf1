import { describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';

import { factsOf } from './fact-list';

const eur = (amount: number) => ({ cents: amount * 100, currency: 'EUR' });

const impact = {
  users_affected: 18_400,
  failing_share: 0.31,
  revenue_lost: eur(38_000),
  revenue_delayed: eur(212_000),
  detected_by: 'alert',
  detection_note: '4 min after a customer',
  responders: 6,
  response_minutes: 1560,
};

const view = {
  services: [1],
  duration_seconds: 2820,
  milestones: {
    impact_started_at: '2026-10-08T09:12:00Z',
    recovered_at: '2026-10-08T09:59:00Z',
  },
  impact,
  budget: { share: 0.68, service: 1, slo: { objective: 0.9995, window_days: 30 } },
  cost: { total: eur(46_000), revenue_lost: eur(38_000), credits: eur(0), response: eur(2600) },
} as unknown as IncidentView;

const named = (ids: number[]) => ids.map(() => 'checkout-api');

describe('factsOf', () => {
  it('says each fact with what qualifies it', () => {
    const facts = factsOf(view, named);
    expect(facts.map(({ label, value, note }) => [label, value, note ?? ''].join(' | '))).toEqual([
      'Lasted | 47 min | 09:12 to 09:59 UTC',
      'Services | checkout-api | ',
      'Users affected | 18,400 | 31% of requests failed',
      'Revenue | €38k lost | €212k delayed',
      'Error budget, 30 days | 68% | checkout-api, 99.95%',
      'Detected by | Alert | 4 min after a customer',
      'Response | 6 people | 26 hours',
      'Cost | €46k | lost, hours',
    ]);
  });

  it('leaves a dash where nobody knows', () => {
    const unknown = {
      ...view,
      services: [],
      duration_seconds: null,
      milestones: { impact_started_at: null, recovered_at: null },
      impact: Object.fromEntries(Object.keys(impact).map((key) => [key, null])),
      budget: null,
      cost: { total: eur(0), revenue_lost: eur(0), credits: eur(0), response: eur(0) },
    } as unknown as IncidentView;
    expect(factsOf(unknown, named).map(({ value }) => value)).toEqual(Array(8).fill('–'));
  });
});
