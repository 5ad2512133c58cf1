/** Which open questions touch the reader: those on their meetings and their team's services. */

import type { IncidentRow, OpenQuestion } from '$lib/api/shapes';

export interface SortedQuestions {
  yours: OpenQuestion[];
  others: OpenQuestion[];
}

type Asked = Pick<IncidentRow, 'reference' | 'services' | 'meeting'>;

/** Nobody is asked by name, so what a question stands on decides; each group keeps its order. */
export function sortQuestions(
  questions: OpenQuestion[],
  incidents: Asked[],
  me: number | undefined,
  teamServices: ReadonlySet<number>,
): SortedQuestions {
  const touching = new Set(
    incidents.filter((row) => touches(row, me, teamServices)).map(({ reference }) => reference),
  );
  return {
    yours: questions.filter(({ incident }) => touching.has(incident)),
    others: questions.filter(({ incident }) => !touching.has(incident)),
  };
}

function touches(
  { services, meeting }: Asked,
  me: number | undefined,
  teamServices: ReadonlySet<number>,
): boolean {
  const isTheirs = me !== undefined && (meeting?.facilitator === me || meeting?.scribe === me);
  return isTheirs || services.some((service) => teamServices.has(service));
}

/** How many of each are shown: the reader's first, and of the others what room is left. */
export function roomFor(
  { yours, others }: SortedQuestions,
  most: number,
  leastOthers: number,
): { yours: number; others: number } {
  const kept = Math.min(others.length, leastOthers);
  const shown = Math.min(yours.length, Math.max(0, most - kept));
  return { yours: shown, others: Math.min(others.length, most - shown) };
}
