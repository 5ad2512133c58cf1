/** What planning and announcing asks of the server. */

import { api, expectOk } from '$lib/api/client';
import type { MeetingView } from '$lib/api/meeting-shapes';
import type {
  AnnouncedMeeting,
  CalendarLinks,
  CalendarScope,
  Proposals,
} from '$lib/api/planning-shapes';

const MEETING = '/api/v1/incidents/{reference}/meeting';
const CALENDAR_LINK = '/api/v1/calendar-links/{scope}';

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

export function readCalendarLinks(signal: AbortSignal): Promise<CalendarLinks> {
  return whole(expectOk(api.GET('/api/v1/calendar-links', { signal })));
}

/** Makes one, or a new one in place of it: the old address is void at once. */
export function makeCalendarLink(scope: CalendarScope) {
  return expectOk(api.POST(CALENDAR_LINK, { params: { path: { scope } } }));
}

export async function removeCalendarLink(scope: CalendarScope): Promise<void> {
  await expectOk(api.DELETE(CALENDAR_LINK, { params: { path: { scope } } }));
}
