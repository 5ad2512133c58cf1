/** What planning and announcing asks of the server. */

import { api, expectOk } from '$lib/api/client';
import type { MeetingView } from '$lib/api/meeting-shapes';
import type { AnnouncedMeeting, Proposals } from '$lib/api/planning-shapes';

const MEETING = '/api/v1/incidents/{reference}/meeting';

/** An answer holds every field; the schema calls optional what may be nothing. */
async function whole<T>(request: Promise<unknown>): Promise<T> {
  return (await request) as T;
}

export function readProposals(reference: string, signal: AbortSignal): Promise<Proposals> {
  const params = { path: { reference } };
  return whole(expectOk(api.GET(`${MEETING}/proposals`, { params, signal })));
}

export interface Span {
  from?: string;
  until?: string;
}

/** By their time; from yesterday on unless told. */
export function listMeetings(span: Span, signal: AbortSignal): Promise<AnnouncedMeeting[]> {
  return whole(expectOk(api.GET('/api/v1/meetings', { params: { query: span }, signal })));
}

export function readMeeting(reference: string, signal: AbortSignal): Promise<MeetingView> {
  return whole(expectOk(api.GET(MEETING, { params: { path: { reference } }, signal })));
}

export function attend(reference: string, coming: boolean): Promise<MeetingView> {
  const params = { path: { reference } };
  return whole(expectOk(api.POST(`${MEETING}/attendance`, { params, body: { coming } })));
}

/** A file for a calendar; after the meeting was called off it takes it out again. */
export function invitationHref(reference: string): string {
  return `/api/v1/incidents/${reference}/meeting/invitation.ics`;
}
