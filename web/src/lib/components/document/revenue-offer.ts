/** What the incident lost in revenue, reckoned from its facts: an offer until a person takes it. */

import type { Service } from '$lib/api/shapes';
import { duration, money, percent } from '$lib/format';
import { readPercent } from '$lib/numbers';

import type { FactsForm } from './facts-form';
import { readMoment, type TypedMoment } from './moments';

type Known = Pick<FactsForm, 'services' | 'milestones' | 'failing' | 'lost'>;

export interface RevenueOffer {
  /** In whole units of the currency, as it is typed. */
  amount: string;
  /** "€3k: 50 min × 50% failing × €120 per minute of checkout-api" */
  words: string;
}

/**
 * Minutes × failing share × revenue per minute. One purchase goes through several services, so the
 * dearest of them counts and not their sum. No offer while a part is unknown, or once somebody has
 * said what was lost.
 */
export function revenueOffer(
  { services, milestones, failing, lost }: Known,
  known: Service[],
  currency: string,
): RevenueOffer | undefined {
  const seconds = secondsBetween(milestones.impact_started_at, milestones.recovered_at);
  const share = readPercent(failing);
  const dearest = known
    .filter(
      ({ id, revenue_per_minute: rate }) => services.includes(id) && rate?.currency === currency,
    )
    .map(({ name, revenue_per_minute: rate }) => ({ name, perMinute: (rate?.cents ?? 0) / 100 }))
    .sort((one, other) => other.perMinute - one.perMinute)[0];
  if (lost.trim() || !seconds || !share || !dearest?.perMinute) return undefined;
  const amount = Math.round((seconds / 60) * share * dearest.perMinute);
  if (amount < 1) return undefined;
  const parts = [
    duration(seconds),
    `${percent(share)} failing`,
    `${money(dearest.perMinute, currency)} per minute of ${dearest.name}`,
  ];
  return { amount: String(amount), words: `${money(amount, currency)}: ${parts.join(' × ')}` };
}

function secondsBetween(from: TypedMoment, to: TypedMoment): number | undefined {
  const [began, ended] = [readMoment(from), readMoment(to)];
  if (!('at' in began) || !('at' in ended) || !began.at || !ended.at) return undefined;
  const seconds = (Date.parse(ended.at) - Date.parse(began.at)) / 1000;
  return seconds > 0 ? seconds : undefined;
}
