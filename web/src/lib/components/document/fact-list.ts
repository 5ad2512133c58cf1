/** The facts under the title, in the words of the document. */

import type { IncidentView } from '$lib/api/incident-shapes';
import { count, dateTime, duration, money, percent, plural, timeRange } from '$lib/format';

import { detectors } from './words';

export interface Fact {
  label: string;
  value: string;
  note?: string;
  /** 0 to 1: drawn beside the value. */
  share?: number;
}

const UNKNOWN = '–';

export function factsOf(view: IncidentView, services: (ids: number[]) => string[]): Fact[] {
  return [
    lasted(view),
    { label: 'Services', value: services(view.services).join(', ') || UNKNOWN },
    users(view),
    revenue(view),
    budget(view, services),
    detected(view),
    response(view),
    cost(view),
  ];
}

function lasted(view: IncidentView): Fact {
  const { impact_started_at: from, recovered_at: to } = view.milestones;
  const value = view.duration_seconds === null ? UNKNOWN : duration(view.duration_seconds);
  if (from && to) return { label: 'Lasted', value, note: timeRange(from, to) };
  return { label: 'Lasted', value, note: from ? `since ${dateTime(from)} UTC` : undefined };
}

function users({ impact }: IncidentView): Fact {
  const failing = impact.failing_share;
  return {
    label: 'Users affected',
    value: impact.users_affected === null ? UNKNOWN : count(impact.users_affected),
    note: failing === null ? undefined : `${percent(failing)} of requests failed`,
  };
}

function revenue({ impact }: IncidentView): Fact {
  const lost = impact.revenue_lost;
  const delayed = impact.revenue_delayed;
  const words = (amount: typeof lost) => amount && money(amount.cents / 100, amount.currency);
  if (!lost && delayed) return { label: 'Revenue', value: `${words(delayed)} delayed` };
  return {
    label: 'Revenue',
    value: lost ? `${words(lost)} lost` : UNKNOWN,
    note: delayed ? `${words(delayed)} delayed` : undefined,
  };
}

function budget({ budget }: IncidentView, services: (ids: number[]) => string[]): Fact {
  const days = budget?.slo?.window_days;
  const label = days ? `Error budget, ${plural(days, 'day')}` : 'Error budget';
  if (!budget) return { label, value: UNKNOWN };
  const promise = [
    budget.service === null ? undefined : services([budget.service])[0],
    budget.slo ? `${Number((budget.slo.objective * 100).toPrecision(8))}%` : undefined,
  ];
  return {
    label,
    value: percent(budget.share),
    note: promise.filter(Boolean).join(', ') || undefined,
    share: budget.share,
  };
}

function detected({ impact }: IncidentView): Fact {
  return {
    label: 'Detected by',
    value: impact.detected_by ? detectors[impact.detected_by] : UNKNOWN,
    note: impact.detection_note || undefined,
  };
}

function response({ impact }: IncidentView): Fact {
  const minutes = impact.response_minutes;
  const time = minutes === null ? undefined : duration(minutes * 60);
  if (impact.responders === null) return { label: 'Response', value: time ?? UNKNOWN };
  return {
    label: 'Response',
    value: plural(impact.responders, 'person', 'people'),
    note: minutes !== null && minutes >= 60 ? plural(Math.round(minutes / 60), 'hour') : time,
  };
}

function cost({ cost }: IncidentView): Fact {
  const parts = [
    cost.revenue_lost.cents > 0 && 'lost',
    cost.credits.cents > 0 && 'credits',
    cost.response.cents > 0 && 'hours',
  ].filter(Boolean);
  return {
    label: 'Cost',
    value: cost.total.cents > 0 ? money(cost.total.cents / 100, cost.total.currency) : UNKNOWN,
    note: parts.join(', ') || undefined,
  };
}
