/** What became of a factor, each thing in a sentence. */

import type { components } from '$lib/api/schema';
import { plural } from '$lib/format';

export type FactorHistoryEntry = components['schemas']['FactorHistoryEntry'];

/** "“no bound” was merged into it; 12 incidents changed." */
export function factorNewsWords(
  entry: FactorHistoryEntry,
  labelOf: (id: number) => string,
): string {
  const changed = entry.incidents > 0 ? `; ${plural(entry.incidents, 'incident')} changed` : '';
  return `${sentence(entry, labelOf)}${changed}.`;
}

function sentence(entry: FactorHistoryEntry, labelOf: (id: number) => string): string {
  switch (entry.kind) {
    case 'named':
      return `Named “${entry.label}”`;
    case 'relabelled':
      return `“${entry.from}” became “${entry.to}”`;
    case 'retired':
      return 'Retired';
    case 'brought_back':
      return 'Brought back';
    case 'merged_into':
      return `Merged into “${labelOf(entry.factor)}”`;
    case 'took_over':
      return `“${entry.label}” was merged into it`;
    case 'unmerged':
      return `Separated from “${labelOf(entry.factor)}” again`;
    case 'gave_back':
      return `“${entry.label}” was separated from it again`;
    case 'split_from':
      return `Split off of “${labelOf(entry.factor)}”`;
    case 'split_off':
      return `“${entry.label}” was split off`;
  }
}
