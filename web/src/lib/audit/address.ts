/** Which entries the audit log shows, as its address says it: a link to it is what it shows. */

export const FIELDS = ['person', 'kind', 'incident', 'from', 'to'] as const;

/** A person's number, a kind, a reference, and two days of UTC, the second included. */
export type AuditFilter = Partial<Record<(typeof FIELDS)[number], string>>;

/** What the server is asked for. */
export interface AuditQuery {
  person?: number;
  kind?: string;
  incident?: string;
  from?: string;
  to?: string;
}

const PLACE = '/settings/audit';
const DAY_MS = 86_400_000;

export function filterOf(url: URL): AuditFilter {
  const filter: AuditFilter = {};
  for (const field of FIELDS) {
    const text = url.searchParams.get(field)?.trim();
    if (text) filter[field] = text;
  }
  return filter;
}

export function auditAddress(filter: AuditFilter): string {
  const search = new URLSearchParams();
  for (const field of FIELDS) {
    if (filter[field]) search.set(field, filter[field]);
  }
  const text = search.toString();
  return text ? `${PLACE}?${text}` : PLACE;
}

/** The last day is meant with all its hours. */
export function queryOfFilter({ person, kind, incident, from, to }: AuditFilter): AuditQuery {
  const begins = from && midnight(from, 0);
  const ends = to && midnight(to, 1);
  return {
    ...(person && /^\d+$/.test(person) && { person: Number(person) }),
    ...(kind && { kind }),
    ...(incident && { incident: incident.toUpperCase() }),
    ...(begins && { from: begins }),
    ...(ends && { to: ends }),
  };
}

/** The same entries as lines of JSON, oldest first. */
export function linesAddress(filter: AuditFilter): string {
  const words = Object.entries(queryOfFilter(filter)).map(([key, value]) => [key, String(value)]);
  const text = new URLSearchParams(words).toString();
  return `/api/v1/audit.jsonl${text && `?${text}`}`;
}

function midnight(day: string, later: number): string | undefined {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : new Date(at + later * DAY_MS).toISOString();
}
