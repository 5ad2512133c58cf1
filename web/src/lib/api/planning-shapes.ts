/** Planning a meeting, announcing it, and the calendars that follow it. */

import type { Meeting, Status } from './incident-shapes';
import type { components } from './schema';
import type { SeverityName } from './shapes';

type Schemas = components['schemas'];

export type PlannedMeeting = Meeting;
export type MeetingForm = Schemas['MeetingForm'];
export type MeetingSettings = Schemas['MeetingSettings'];

export interface TimeProposal {
  at: string;
  after_the_week: boolean;
  /** Who of those who are asked is in another meeting then. */
  busy: number[];
}

export interface PersonProposal {
  person: number;
  /** None for somebody who is only here because they could lead. */
  reasons: { reason: 'timeline' | 'service_team' | 'open_action' | 'wrote'; sentence: string }[];
  responded: boolean;
  may_facilitate: boolean;
}

export interface Proposals {
  /** The end of the review week. */
  due_at: string | null;
  times: TimeProposal[];
  people: PersonProposal[];
}

export interface AnnouncedMeeting {
  reference: string;
  title: string;
  severity: SeverityName;
  status: Status;
  services: number[];
  meeting: PlannedMeeting;
  called_off: boolean;
  running: boolean;
  /** The first two sentences of the summary. */
  summary: string;
}

export type CalendarScope = 'workspace' | 'own';

export type CalendarLinks = Record<CalendarScope, { created_at: string } | null>;

export interface MadeCalendarLink {
  /** Shown once. */
  path: string;
  created_at: string;
}
