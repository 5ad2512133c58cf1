/** Incidents beside the document: what the server finds alike, with what people decided. */

import type { IncidentView, Recurrence, Similar } from '$lib/api/incident-shapes';

import { reasonHeads } from './words';

export interface SimilarRow {
  reference: string;
  /** What is known beyond its reference. */
  incident: Pick<Similar['incident'], 'title' | 'severity'> | undefined;
  /** `same_chain`: confirmed through incidents in between. */
  likeness: 'confirmed' | 'same_chain' | 'came_back' | 'most_likely' | 'similar' | 'in_part';
  /** What a person said of it; undefined while nobody did. */
  decided: Recurrence | undefined;
  /** What was said of another of its chain holds for it too, so that nobody has to decide it. */
  settled: boolean;
  /** "Path: checkout-api → ledger" */
  reasons: string[];
}

/**
 * What was found, best first, then what the document itself has as a repeat or as a suggestion,
 * then later incidents that repeat it. What somebody ruled out is not shown again.
 */
export function similarRows(view: IncidentView, found: Similar[]): SimilarRow[] {
  const links = new Map(view.recurrences.map((link) => [link.earlier, link]));
  const known = new Set(found.map(({ incident }) => incident.reference));
  const own = view.recurrences.filter(
    ({ earlier, verdict }) =>
      !known.has(earlier) && (verdict === 'suggested' || verdict === 'confirmed'),
  );
  const later = new Set(view.repeated_by);
  const cameBack = view.repeated_by.filter((reference) => !known.has(reference));
  return [
    ...found.map((item) => foundRow(item, links.get(item.incident.reference))),
    ...own.map(ownRow),
    ...cameBack.map(laterRow),
  ]
    .map((row) => (later.has(row.reference) ? { ...row, likeness: 'came_back' as const } : row))
    .filter(({ decided }) => decided?.verdict !== 'rejected');
}

function foundRow({ incident, verdict, confirmed, reasons }: Similar, link?: Recurrence) {
  const decided = decision(link);
  const confirmedAs = decided ? ('confirmed' as const) : ('same_chain' as const);
  const row: SimilarRow = {
    reference: incident.reference,
    incident,
    likeness: verdict !== 'same_cause' ? verdict : confirmed ? confirmedAs : 'most_likely',
    decided,
    settled: confirmed && !decided,
    reasons: reasons.map(({ kind, text }) => `${reasonHeads[kind]}: ${text}`),
  };
  return row;
}

/** How many suggestions a person has still to decide; what was said of its chain is. */
export function waiting(view: IncidentView, found: Similar[]): number {
  const held = new Set(
    found.filter(({ confirmed }) => confirmed).map(({ incident }) => incident.reference),
  );
  return view.recurrences.filter(
    ({ earlier, verdict }) => verdict === 'suggested' && !held.has(earlier),
  ).length;
}

function ownRow(link: Recurrence): SimilarRow {
  return {
    reference: link.earlier,
    incident: undefined,
    likeness: link.verdict === 'confirmed' ? 'confirmed' : 'most_likely',
    decided: decision(link),
    settled: false,
    reasons: link.reasons,
  };
}

function laterRow(reference: string): SimilarRow {
  return {
    reference,
    incident: undefined,
    likeness: 'came_back',
    decided: undefined,
    settled: false,
    reasons: [],
  };
}

function decision(link: Recurrence | undefined): Recurrence | undefined {
  return link?.verdict === 'suggested' ? undefined : link;
}
