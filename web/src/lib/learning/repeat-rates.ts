/** The Repeat Incident Rate in its parts: asked for, and in a sentence. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import { percent, percentRange, plural } from '$lib/format';

export type RepeatRates = components['schemas']['RepeatRates'];

export type Split = 'by_team' | 'by_service' | 'by_severity';

export const SPLITS: { value: Split; label: string }[] = [
  { value: 'by_team', label: 'Team' },
  { value: 'by_service', label: 'Service' },
  { value: 'by_severity', label: 'Severity' },
];

export function readRepeatRates(since: string, signal?: AbortSignal): Promise<RepeatRates> {
  const params = { query: { since, count: 8 } };
  return expectOk(api.GET('/api/v1/stats/repeat-rate', { params, signal }));
}

/** "4 of 24 incidents repeated an earlier one: 17% (7–36%). Half of them came back within 48 days." */
export function rateOfYear({ rate, days_to_recurrence: days }: RepeatRates): string {
  const { repeats, incidents, value, low, high } = rate;
  const share = `${percent(value ?? 0)} (${percentRange(low ?? 0, high ?? 1)})`;
  const counts = `${repeats === 0 ? 'None' : repeats} of ${plural(incidents, 'incident')}`;
  const sentence = `${counts} repeated an earlier one: ${share}.`;
  if (!days) return sentence;
  const median = plural(Math.round(days.median), 'day');
  return days.count === 1
    ? `${sentence} It came back after ${median}.`
    : `${sentence} Half of them came back within ${median}.`;
}
