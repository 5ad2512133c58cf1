/** A row of the list of incidents for tests: what matters is given, the rest is plain. */

import type { IncidentRow } from '$lib/api/shapes';

export function incidentRow(number: number, rest: Partial<IncidentRow> = {}): IncidentRow {
  return {
    reference: `INC-${number}`,
    title: `INC-${number} failed`,
    version: 1,
    mode: 'standard',
    severity: 'sev2',
    status: 'facts',
    services: [],
    restricted: false,
    began_at: '2026-10-13T16:20:00Z',
    started_precision: 'minute',
    repeats: [],
    open_actions: 0,
    actions: 0,
    open_questions: 0,
    gaps: 0,
    ...rest,
  };
}
