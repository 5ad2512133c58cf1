import { describe, expect, it } from 'vitest';

import type { Service } from '$lib/api/shapes';

import { NO_MOMENT } from './moments';
import { revenueOffer } from './revenue-offer';

const service = (id: number, name: string, cents: number | null, currency = 'EUR') =>
  ({
    id,
    name,
    revenue_per_minute: cents === null ? null : { cents, currency },
  }) as Service;

const services = [
  service(1, 'ledger', 8_000),
  service(2, 'checkout-api', 12_000),
  service(3, 'search', null),
  service(4, 'shop-us', 90_000, 'USD'),
];

type Known = Parameters<typeof revenueOffer>[0];

function facts(changed: Partial<Known> = {}): Known {
  const milestones = {
    impact_started_at: { date: '2026-03-02', time: '09:00' },
    recovered_at: { date: '2026-03-02', time: '09:50' },
  } as Known['milestones'];
  return { services: [1, 2], milestones, failing: '50', lost: '', ...changed };
}

const offer = (changed: Partial<Known> = {}) => revenueOffer(facts(changed), services, 'EUR');

describe('revenueOffer', () => {
  it('multiplies minutes, share and the revenue of the dearest service', () => {
    expect(offer()).toEqual({
      amount: '3000',
      words: '€3k: 50 min × 50% failing × €120 per minute of checkout-api',
    });
    expect(offer({ services: [1] })?.amount).toBe('2000');
  });

  it('offers nothing while a part is unknown', () => {
    const { milestones } = facts();
    expect(offer({ failing: '' })).toBeUndefined();
    expect(offer({ failing: 'half' })).toBeUndefined();
    expect(offer({ services: [3] })).toBeUndefined();
    expect(offer({ milestones: { ...milestones, recovered_at: NO_MOMENT } })).toBeUndefined();
    const unread = { date: '2026-03-02', time: 'noon' };
    expect(offer({ milestones: { ...milestones, recovered_at: unread } })).toBeUndefined();
  });

  it('offers nothing for an end before the start, nor over what somebody said', () => {
    const { milestones } = facts();
    const { impact_started_at: start, recovered_at: end } = milestones;
    const turned = { ...milestones, impact_started_at: end, recovered_at: start };
    expect(offer({ milestones: turned })).toBeUndefined();
    expect(offer({ lost: '0' })).toBeUndefined();
  });

  it('guesses no rate of exchange', () => {
    expect(offer({ services: [4] })).toBeUndefined();
    expect(offer({ services: [1, 4] })?.amount).toBe('2000');
  });
});
