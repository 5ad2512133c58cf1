/** The meeting as its page holds it: the plan, how it runs, and what was said in it. */

import type { Advice, FourQuestion, Missing, Money, Severity, Status } from './incident-shapes';
import type { ActionItem, AgendaAction, AgendaStep } from './shapes';

export type Step = AgendaStep['step'];
export type ActionReview = NonNullable<ActionItem['reviews']>[number];
export type MeetingKind = 'full' | 'solo';
export type Phase = 'check_in' | 'check_out';

/** Where within a step the meeting stands. */
export type Place =
  | { at: 'open_action'; incident: string; action: number }
  | { at: 'timeline_event'; event: number }
  | { at: 'question'; event: number; question: number }
  | { at: 'contributing_factor'; factor: number }
  | { at: 'four_question'; question: FourQuestion }
  | { at: 'measure'; measure: number }
  | { at: 'pattern'; factor: number };

export interface Plan {
  scheduled_at: string;
  minutes: number;
  kind: MeetingKind;
  facilitator: number | null;
  scribe: number | null;
  attendees: number[];
  cannot_come: number[];
  location: string;
  held_at: string | null;
}

export interface PlanWarning {
  code: string;
  sentence: string;
  person: number | null;
}

export interface RunStep {
  step: Step;
  minutes: number;
  extended: number;
  /** Only of the present one. */
  entered_at: string | null;
  /** What was spent before it was entered last, in microseconds. */
  spent_us: number;
  visited: boolean;
  skipped_because: string;
  place: Place | null;
}

export interface MeetingRun {
  kind: MeetingKind;
  started_at: string;
  ended_at: string | null;
  resumed_at: string | null;
  facilitator: number | null;
  anonymous: boolean;
  step: Step;
  steps: RunStep[];
  answers_shown: boolean;
  voting_open: boolean;
  present: number[];
  started_version: number;
}

export type MeetingAction = AgendaAction & { said: ActionReview | null };

export interface MeetingWord {
  id: number;
  phase: Phase;
  text: string;
  by: number | null;
  at: string;
  yours: boolean;
}

export type Became =
  | { thing: 'contributing_factor'; id: number }
  | { thing: 'measure'; id: number }
  | { thing: 'question'; event: number; question: number };

export interface MeetingNote {
  id: number;
  text: string;
  by: number | null;
  at: string;
  step: Step;
  became: Became | null;
}

export interface SilentAnswer {
  id: number;
  question: FourQuestion;
  text: string;
}

export interface MeasureWarning {
  warning: 'asks_for_memory' | 'manual_gate' | 'fits_only_this';
  sentence: string;
}

export interface Weighed {
  measure: number;
  cost: Money | null;
  /** Of what the incident cost. */
  share: number | null;
  worth: 'yes' | 'perhaps' | 'no' | 'unknown';
  sentence: string;
  warnings: MeasureWarning[];
}

export interface MeetingView {
  /** The server's clock. */
  now: string;
  incident: string;
  version: number;
  title: string;
  severity: Severity;
  status: Status;
  plan: Plan | null;
  called_off: Plan | null;
  warnings: PlanWarning[];
  run: MeetingRun | null;
  agenda: { steps: AgendaStep[]; near: MeetingAction[]; elsewhere: number };
  held_back: string[];
  words: MeetingWord[];
  notes: MeetingNote[];
  silent: { shown: boolean; answers: SilentAnswer[]; count: number; people: number | null };
  voting: { state: 'open' | 'closed'; votes_each: number; yours: number[]; voters: number };
  weighed: Weighed[];
  missing: Missing[];
  advice: Advice[];
  changed: { place: string; name: string; count: number }[];
}
