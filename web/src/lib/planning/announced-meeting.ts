/** One meeting with what happened in two sentences, as its announcement shows it. */

import type { MeetingView } from '$lib/api/meeting-shapes';
import type { AnnouncedMeeting } from '$lib/api/planning-shapes';

import { listMeetings, readMeeting } from './requests';

const AROUND_MS = 1_000;

export interface Announcement {
  meeting: MeetingView;
  /** Missing where no meeting has a time. */
  announced: AnnouncedMeeting | undefined;
}

export async function readAnnouncement(
  reference: string,
  signal: AbortSignal,
): Promise<Announcement> {
  const meeting = await readMeeting(reference, signal);
  const plan = meeting.plan ?? meeting.called_off;
  if (!plan) return { meeting, announced: undefined };
  const at = Date.parse(plan.scheduled_at);
  const moment = (ms: number) => new Date(ms).toISOString();
  const span = { from: moment(at - AROUND_MS), until: moment(at + AROUND_MS) };
  const listed = await listMeetings(span, signal);
  return { meeting, announced: listed.find((row) => row.reference === reference) };
}
