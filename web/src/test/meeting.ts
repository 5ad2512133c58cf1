/** A meeting for tests: what matters is given, the rest is ordinary. */

import type {
  MeetingAction,
  MeetingRun,
  MeetingView,
  RunStep,
  Step,
} from '$lib/api/meeting-shapes';

export const STEPS: [Step, string, number][] = [
  ['check_in', 'Check-in', 5],
  ['open_actions', 'Open actions of earlier post-mortems', 10],
  ['timeline', 'Timeline', 30],
  ['why', 'Why', 10],
  ['four_questions', 'Four questions', 10],
  ['choose_three', 'Choose three', 10],
  ['patterns', 'Patterns', 10],
  ['check_out', 'Check-out', 5],
];

export function runStep(given: Partial<RunStep> = {}): RunStep {
  return {
    step: 'timeline',
    minutes: 10,
    extended: 0,
    entered_at: null,
    spent_us: 0,
    visited: false,
    skipped_because: '',
    place: null,
    ...given,
  };
}

/** Begun at 14:00, at the first step; `given.steps` are laid over the eight. */
export function meetingRun(
  given: Partial<Omit<MeetingRun, 'steps'>> = {},
  steps: Partial<Record<Step, Partial<RunStep>>> = {},
): MeetingRun {
  return {
    kind: 'full',
    started_at: '2026-10-14T14:00:00Z',
    ended_at: null,
    resumed_at: null,
    facilitator: 1,
    anonymous: false,
    step: 'check_in',
    answers_shown: false,
    voting_open: false,
    present: [1],
    started_version: 1,
    ...given,
    steps: STEPS.map(([step, , minutes]) => runStep({ step, minutes, ...steps[step] })),
  };
}

const plainAction: MeetingAction['action'] = {
  id: 1,
  title: 'Add a circuit breaker',
  state: 'open',
  committed_at: '2026-10-04T12:00:00Z',
  due_on: '2026-10-16',
  priority: 'p1',
  owner: 2,
  owner_name: '',
  ticket: null,
  effort_days: 3,
  factor: null,
  measure: null,
  note: '',
  blocked_by: '',
  wont_do_reason: '',
  finished_at: null,
  earlier_dates: [],
  proof: null,
  verify_by: null,
  reviews: [],
};

export function meetingAction(given: Partial<MeetingAction> = {}): MeetingAction {
  return {
    incident: 'INC-31',
    incident_title: 'Checkout failed',
    services: [1],
    nearness: 'same_service',
    days_late: 12,
    carried_over: { times: 0, history: [], sentence: '' },
    proof_standing: 'not_asked',
    said: null,
    ...given,
    action: { ...plainAction, ...given.action },
  };
}

export function meetingView(given: Partial<MeetingView> = {}): MeetingView {
  return {
    now: '2026-10-14T14:00:00Z',
    incident: 'INC-57',
    version: 1,
    title: 'Checkout failed for 47 minutes',
    severity: 'sev1',
    status: 'in_meeting',
    plan: null,
    called_off: null,
    warnings: [],
    run: null,
    agenda: {
      steps: STEPS.map(([step, title, minutes]) => ({ step, title, minutes, what_happens: '' })),
      near: [],
      elsewhere: 0,
      proof_missing: [],
    },
    held_back: [],
    words: [],
    notes: [],
    silent: { shown: false, answers: [], count: 0, people: 0 },
    voting: { state: 'closed', votes_each: 3, yours: [], voters: 0 },
    weighed: [],
    missing: [],
    advice: [],
    changed: [],
    named_versions: [],
    ...given,
  };
}
