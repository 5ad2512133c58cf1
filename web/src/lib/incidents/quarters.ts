/** What is known of each quarter of a list, in words. */

import type { QuarterCount } from '$lib/api/shapes';
import { percent, percentRange, plural } from '$lib/format';

import { partsOf } from './query-text';

const EVERYTHING: Asked = { some: false, repeats: false };

/** Of fewer the counts say all there is to say; their interval would be nearly everything. */
const FEW = 5;

/** What the search means for what is said of a quarter. */
export interface Asked {
  /** It leaves others of the quarter out. */
  some: boolean;
  /** It asks for repeats, or for all but them: their share among what is found says nothing. */
  repeats: boolean;
}

export function askedOf(query: string): Asked {
  const parts = partsOf(query);
  return {
    some: parts.length > 0,
    repeats: parts.some(({ key, value }) => key === 'is' && value.toLowerCase() === 'repeat'),
  };
}

/**
 * "13 incidents, 4 repeats, 31% (13–58%)"; while nothing is reviewed, "6 so far, none reviewed yet, 2 marked
 * as repeats".
 */
export function quarterNote(quarter: QuarterCount, { some, repeats: chosen } = EVERYTHING): string {
  const { listed, marked, partial, repeat_incident_rate: rate } = quarter;
  const counted = partial
    ? `${listed} ${some ? 'found ' : ''}so far`
    : `${plural(listed, 'incident')}${some ? ' found' : ''}`;
  if (chosen) return counted;
  if (rate.incidents === 0) {
    const word = marked === 1 ? 'a repeat' : 'repeats';
    return `${counted}, none reviewed yet${marked > 0 ? `, ${marked} marked as ${word}` : ''}`;
  }
  const of = rate.incidents === listed ? '' : ` of ${rate.incidents} reviewed`;
  const repeats = `${counted}, ${plural(rate.repeats, 'repeat')}${of}`;
  const tooFew = rate.incidents < FEW;
  if (tooFew || rate.value == null || rate.low == null || rate.high == null) return repeats;
  return `${repeats}, ${percent(rate.value)} (${percentRange(rate.low, rate.high)})`;
}
