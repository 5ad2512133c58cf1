/** What is known of each quarter of a list, in words. */

import type { QuarterCount } from '$lib/api/shapes';
import { percent, percentRange, plural } from '$lib/format';

/**
 * "13 incidents, 4 repeats, 31% (13–58%)"; while little is read, "6 so far, none read yet, 2 marked
 * as repeats". `some` says that a search leaves others of the quarter out.
 */
export function quarterNote(quarter: QuarterCount, some = false): string {
  const { listed, marked, partial, repeat_incident_rate: rate } = quarter;
  const counted = partial
    ? `${listed} ${some ? 'found ' : ''}so far`
    : `${plural(listed, 'incident')}${some ? ' found' : ''}`;
  if (rate.incidents === 0) {
    const repeats =
      marked > 0 ? `, ${marked} marked as ${marked === 1 ? 'a repeat' : 'repeats'}` : '';
    return `${counted}, none read yet${repeats}`;
  }
  const of = rate.incidents === listed ? '' : ` of ${rate.incidents} read`;
  const repeats = `${counted}, ${plural(rate.repeats, 'repeat')}${of}`;
  if (rate.value == null || rate.low == null || rate.high == null) return repeats;
  return `${repeats}, ${percent(rate.value)} (${percentRange(rate.low, rate.high)})`;
}
