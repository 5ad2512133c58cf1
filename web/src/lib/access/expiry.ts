/** When a token expires, and whether that is soon enough to be said. */

import { plural, shortDate } from '$lib/format';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So many days before, somebody should make another one. */
const SOON_DAYS = 14;

export function expiry(
  at: string | null | undefined,
  now = Date.now(),
): { words: string; soon: boolean } {
  if (!at) return { words: 'never', soon: false };
  const left = new Date(at).getTime() - now;
  if (left <= 0) return { words: `expired ${shortDate(at)}`, soon: true };
  const days = Math.floor(left / DAY_MS);
  if (days >= SOON_DAYS) return { words: shortDate(at), soon: false };
  return { words: days === 0 ? 'within a day' : `in ${plural(days, 'day')}`, soon: true };
}
