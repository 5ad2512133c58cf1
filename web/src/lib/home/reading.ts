/** What Home asks the server for. */

import { api, expectOk } from '$lib/api/client';
import type { Attention, IncidentPage, IncidentRow } from '$lib/api/shapes';

export function listIncidents(
  q: string,
  options: { limit: number; order?: 'newest' | 'due'; signal: AbortSignal },
): Promise<IncidentPage> {
  const { signal, ...query } = options;
  return expectOk(api.GET('/api/v1/incidents', { params: { query: { q, ...query } }, signal }));
}

/** A row whose meeting has a time. */
export type WithMeeting = IncidentRow & { meeting: NonNullable<IncidentRow['meeting']> };

export interface Reviews {
  owed: IncidentPage;
  /** Timelines that are still being assembled. */
  drafts: IncidentPage;
  late: number;
  /** The next one first. */
  meetings: WithMeeting[];
}

/** As many as are read at a glance; the rest is one click away. */
const SHOWN = 4;
/** Enough to name those with gaps. */
const DRAFTS = 20;

export async function readReviews(signal: AbortSignal, now: Date): Promise<Reviews> {
  const count = (q: string) => listIncidents(q, { limit: 1, signal }).then(({ total }) => total);
  const [owed, drafts, late, planned] = await Promise.all([
    listIncidents('is:owed', { limit: SHOWN, order: 'due', signal }),
    listIncidents('is:draft -is:drill -is:duplicate', { limit: DRAFTS, signal }),
    count('is:late'),
    listIncidents('has:meeting -is:published', { limit: 50, signal }),
  ]);
  return { owed, drafts, late, meetings: upcoming(planned.items, now) };
}

/** From the start of today: a meeting that has begun is still one to go to. */
export function upcoming(rows: IncidentRow[], now: Date): Reviews['meetings'] {
  const today = now.toISOString().slice(0, 10);
  return rows
    .flatMap((row) => (row.meeting ? { ...row, meeting: row.meeting } : []))
    .filter(({ meeting }) => new Date(meeting.scheduled_at).toISOString() >= today)
    .sort((a, b) => Date.parse(a.meeting.scheduled_at) - Date.parse(b.meeting.scheduled_at));
}

/** Open questions with the incidents on which they stand, and repeats that were preventable. */
export interface Asked extends Attention {
  incidents: IncidentRow[];
}

export async function readAsked(signal: AbortSignal): Promise<Asked> {
  const [attention, incidents] = await Promise.all([
    expectOk(api.GET('/api/v1/attention', { signal })),
    listIncidents('has:open-question', { limit: 100, signal }),
  ]);
  return { ...attention, incidents: incidents.items };
}

/** For each meeting, how many open action items of its own services and teams await it. */
export async function readToReview(
  references: string[],
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const counts = await Promise.all(
    references.map(async (reference) => {
      const path = { reference };
      const agenda = await expectOk(
        api.GET('/api/v1/incidents/{reference}/agenda', { params: { path }, signal }),
      );
      const near = agenda.open_actions.filter(({ nearness }) => nearness !== 'elsewhere');
      return [reference, near.length] as const;
    }),
  );
  return new Map(counts);
}
