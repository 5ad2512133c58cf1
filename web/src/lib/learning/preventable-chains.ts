/** Repeats that began while an action of the incident before them was unfinished. */

import type { Chain, ChainAction } from '$lib/api/pattern-shapes';
import { plural } from '$lib/format';

export interface PreventableChains {
  /** "3 of 7 repeats" */
  counts: string;
  latest: { repeat: string; earlier: string; action: ChainAction };
}

/** Nothing when there was none. */
export function preventableOf(chains: Chain[]): PreventableChains | undefined {
  const repeats = chains.flatMap(({ incidents }) =>
    incidents.slice(1).map((repeat, index) => ({ repeat, before: incidents[index] })),
  );
  const found = repeats
    .flatMap(({ repeat, before }) => {
      const action = before?.actions.find(({ open_when_it_returned }) => open_when_it_returned);
      if (!before || !action) return [];
      const { reference, began_at } = repeat;
      return [
        { repeat: reference, began: Date.parse(began_at), earlier: before.reference, action },
      ];
    })
    .sort((a, b) => b.began - a.began);
  const [latest] = found;
  if (!latest) return undefined;
  const { repeat, earlier, action } = latest;
  const counts = `${found.length} of ${plural(repeats.length, 'repeat')}`;
  return { counts, latest: { repeat, earlier, action } };
}
