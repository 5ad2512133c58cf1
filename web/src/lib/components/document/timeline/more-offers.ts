/** What is said of offers that are too many to be listed at once. */

import type { MoreOffers } from '$lib/api/incident-shapes';
import { count, plural } from '$lib/format';

/** Nothing where all are listed. */
export function moreWords({ said, happened }: MoreOffers): string | undefined {
  const parts = [
    said > 0 && plural(said, 'earlier message'),
    happened > 0 && plural(happened, 'later event'),
  ].filter((part) => part !== false);
  if (parts.length === 0) return undefined;
  const one = said + happened === 1;
  const all = `And ${count(said + happened)} more: ${parts.join(' and ')}.`;
  return `${all} ${one ? 'It is' : 'They are'} offered once some of these are added or left out.`;
}

/** Nothing where all that were left out are listed. */
export function unlistedWords({ set_aside }: MoreOffers): string | undefined {
  if (set_aside === 0) return undefined;
  return `${plural(set_aside, 'thing')} before these ${set_aside === 1 ? 'is' : 'are'} not listed.`;
}
