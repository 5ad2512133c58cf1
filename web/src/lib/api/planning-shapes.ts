/** Planning a meeting, announcing it, and the calendars that follow it. */

import type { Status } from './incident-shapes';
import type { MeetingKind, Step } from './meeting-shapes';
import type { SeverityName } from './shapes';

export interface StepLength {
  step: Step;
  minutes: number;
}

/** A meeting as somebody plans it. */
export interface MeetingForm {
  scheduled_at: string;
  minutes: number;
  kind: MeetingKind;
  facilitator: number | null;
  scribe: number | null;
  /** Stays as it is when left out. */
  attendees?: number[];
  location: string;
  anonymous: boolean;
  /** Lengths of its own, of all steps; none for those of the workspace. */
  steps: StepLength[];
  /** When it was held without this program. */
  held_at: string | null;
}

/** A meeting as it is planned. */
export interface PlannedMeeting extends Required<MeetingForm> {
  cannot_come: number[];
  sequence: number;
}

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

/** What holds for every meeting that says nothing else. */
export interface MeetingSettings {
  anonymous: boolean;
  /** Eight, in the order of the steps. */
  step_minutes: number[];
}
