/** Which measures are still in the running, and which were put aside. */

import type { Measure, PostMortem } from '$lib/api/incident-shapes';

export interface SortedMeasures {
  candidates: Measure[];
  considered: Measure[];
}

/** Most votes first; what has a reason against it, or was left over at publishing, is put aside. */
export function sortMeasures({ measures, actions, status }: PostMortem): SortedMeasures {
  const chosen = new Set(actions.map(({ measure }) => measure));
  const left = measures.filter(({ id }) => !chosen.has(id));
  const aside = ({ not_chosen_reason: reason }: Measure) =>
    status === 'published' || reason.trim() !== '';
  return {
    candidates: left
      .filter((measure) => !aside(measure))
      .sort((one, other) => other.votes.length - one.votes.length || one.id - other.id),
    considered: left.filter(aside),
  };
}
