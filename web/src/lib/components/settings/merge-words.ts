/** What merging one factor into another changes, said before it is done. */

import { plural } from '$lib/format';

export interface Counted {
  label: string;
  /** In how many incidents it was found. */
  incidents: number;
}

/** How many incidents change, and what the other one then stands for. */
export function mergeWords(from: Counted, into: Counted): string[] {
  const [a, b] = [`“${from.label}”`, `“${into.label}”`];
  const changed =
    from.incidents === 0
      ? `No incident names ${a} as a contributing factor.`
      : `${plural(from.incidents, 'incident')} that ${
          from.incidents === 1 ? 'names' : 'name'
        } ${a} will name ${b} instead.`;
  return [
    changed,
    ...after(from, into),
    `Measures and action items against ${a} then work against ${b}.`,
    `Whoever looks for ${a} still finds ${b}.`,
  ];
}

/** An incident may name both, so the sum is known only between two bounds. */
function after(from: Counted, into: Counted): string[] {
  if (from.incidents === 0) return [];
  const least = Math.max(from.incidents, into.incidents);
  const most = from.incidents + into.incidents;
  const found =
    least === most
      ? plural(most, 'incident')
      : `${least} to ${plural(most, 'incident')}: one that names both counts once`;
  return [`“${into.label}” is then found in ${found}.`];
}
