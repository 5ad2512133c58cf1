/** A planned meeting and proposals for tests: what matters is given, the rest is ordinary. */

import type { PersonProposal, PlannedMeeting, Proposals } from '$lib/api/planning-shapes';

export function plannedMeeting(given: Partial<PlannedMeeting> = {}): PlannedMeeting {
  return {
    scheduled_at: '2026-10-14T14:00:00Z',
    minutes: 90,
    kind: 'full',
    facilitator: 1,
    scribe: 2,
    attendees: [3],
    location: 'Room Ada',
    anonymous: false,
    steps: [],
    held_at: null,
    cannot_come: [],
    sequence: 0,
    ...given,
  };
}

export function personProposal(given: Partial<PersonProposal> = {}): PersonProposal {
  return { person: 1, reasons: [], responded: false, may_facilitate: true, ...given };
}

export function proposalsOf(given: Partial<Proposals> = {}): Proposals {
  return { due_at: '2026-10-15T09:59:00Z', times: [], people: [], ...given };
}
