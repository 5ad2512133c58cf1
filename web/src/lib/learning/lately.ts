/** Whether a factor comes more often than it used to, in a word or two. */

import type { Lately } from '$lib/api/pattern-shapes';
import { daysUntil, plural } from '$lib/format';

const MONTH_DAYS = 365.25 / 12;
const WEEK_DAYS = 7;

/** "8 months", "3 weeks", "12 days": how long nothing has come. */
export function quietSpan(days: number): string {
  if (days >= 2 * MONTH_DAYS) return plural(Math.round(days / MONTH_DAYS), 'month');
  if (days >= 2 * WEEK_DAYS) return plural(Math.round(days / WEEK_DAYS), 'week');
  return plural(Math.max(0, days), 'day');
}

/** Nothing when it is as it was. */
export function latelyWords(lately: Lately, last: string, now: Date): string {
  switch (lately) {
    case 'growing':
      return 'growing';
    case 'fewer':
      return 'fewer lately';
    case 'quiet':
      return `quiet ${quietSpan(-daysUntil(last, now))}`;
    case 'steady':
      return '';
  }
}
