/** What planning and announcing asks of the server. */

import { api, expectOk, type Outcome } from '$lib/api/client';
import type { MeetingView } from '$lib/api/meeting-shapes';
import type {
  AnnouncedMeeting,
  CalendarLinks,
  CalendarScope,
  MadeCalendarLink,
  Proposals,
} from '$lib/api/planning-shapes';

type Ask = (path: string, options?: object) => Promise<Outcome<unknown>>;
const asks = api as unknown as Record<'GET' | 'POST' | 'DELETE', Ask>;

const MEETING = '/api/v1/incidents/{reference}/meeting';
const CALENDAR_LINK = '/api/v1/calendar-links/{scope}';

async function answer<T>(request: Promise<Outcome<unknown>>): Promise<T> {
  return (await expectOk(request)) as T;
}

export function readProposals(reference: string, signal: AbortSignal): Promise<Proposals> {
  return answer(asks.GET(`${MEETING}/proposals`, { params: { path: { reference } }, signal }));
}

export interface Span {
  from?: string;
  until?: string;
}

/** By their time; from yesterday on unless told. */
export function listMeetings(span: Span, signal: AbortSignal): Promise<AnnouncedMeeting[]> {
  return answer(asks.GET('/api/v1/meetings', { params: { query: span }, signal }));
}

export function readMeeting(reference: string, signal: AbortSignal): Promise<MeetingView> {
  return answer(api.GET(MEETING, { params: { path: { reference } }, signal }));
}

export function attend(reference: string, coming: boolean): Promise<MeetingView> {
  const params = { path: { reference } };
  return answer(api.POST(`${MEETING}/attendance`, { params, body: { coming } }));
}

/** A file for a calendar; after the meeting was called off it takes it out again. */
export function invitationHref(reference: string): string {
  return `/api/v1/incidents/${reference}/meeting/invitation.ics`;
}

export function readCalendarLinks(signal: AbortSignal): Promise<CalendarLinks> {
  return answer(asks.GET('/api/v1/calendar-links', { signal }));
}

/** Makes one, or a new one in place of it: the old address is void at once. */
export function makeCalendarLink(scope: CalendarScope): Promise<MadeCalendarLink> {
  return answer(asks.POST(CALENDAR_LINK, { params: { path: { scope } } }));
}

export async function removeCalendarLink(scope: CalendarScope): Promise<void> {
  await expectOk(asks.DELETE(CALENDAR_LINK, { params: { path: { scope } } }));
}
