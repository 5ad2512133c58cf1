/** A meeting while it is planned: what was typed and chosen, what it says, and what speaks against it. */

import type { MeetingKind } from '$lib/api/meeting-shapes';
import type { MeetingForm, PlannedMeeting, Proposals } from '$lib/api/planning-shapes';
import {
  readMoment,
  typed,
  type ReadMoment,
  type TypedMoment,
} from '$lib/components/document/moments';
import { readNumber } from '$lib/numbers';

import { readSteps, STEPS, sumOf } from './step-lengths';

export const MINUTES: Record<MeetingKind, number> = { full: 90, solo: 10 };

export interface PlanDraft {
  moment: TypedMoment;
  minutes: string;
  /** The length of each step; null for those of the workspace, in proportion. */
  steps: string[] | null;
  kind: MeetingKind;
  facilitator: number | null;
  scribe: number | null;
  /** Undefined until somebody chose: then those stay who were asked, or who is proposed is. */
  attendees: number[] | undefined;
  location: string;
  anonymous: boolean;
  /** It was held at that time, without this program. */
  held: boolean;
}

/** The meeting that stands, or an empty plan of the ordinary length. */
export function draftOf(meeting: PlannedMeeting | null, anonymous: boolean): PlanDraft {
  const kind = meeting?.kind ?? 'full';
  const lengths = STEPS.map(({ step }) => meeting?.steps.find((one) => one.step === step)?.minutes);
  const own = lengths.every((minutes) => minutes !== undefined);
  return {
    moment: typed(meeting?.held_at ?? meeting?.scheduled_at),
    minutes: String(meeting?.minutes ?? MINUTES[kind]),
    steps: own ? lengths.map(String) : null,
    kind,
    facilitator: meeting?.facilitator ?? null,
    scribe: meeting?.scribe ?? null,
    attendees: meeting?.attendees,
    location: meeting?.location ?? '',
    anonymous: meeting?.anonymous ?? anonymous,
    held: meeting?.held_at != null,
  };
}

/** With lengths of their own the steps say how long it is. */
export function withSteps(draft: PlanDraft, steps: string[] | null): PlanDraft {
  return { ...draft, steps, minutes: steps ? String(sumOf(steps)) : draft.minutes };
}

/** A length that nobody changed goes with the kind. */
export function ofKind(draft: PlanDraft, kind: MeetingKind): PlanDraft {
  const untouched = readNumber(draft.minutes) === MINUTES[draft.kind];
  const steps = kind === 'solo' ? null : draft.steps;
  return { ...draft, kind, steps, minutes: untouched ? String(MINUTES[kind]) : draft.minutes };
}

export type ReadPlan = { form: MeetingForm } | { errors: Record<string, string> };

export function readPlan(draft: PlanDraft, before: PlannedMeeting | null): ReadPlan {
  const moment = momentOf(draft, before);
  const at = 'at' in moment ? moment.at : null;
  const minutes = readNumber(draft.minutes);
  const missing = 'error' in moment ? moment.error : 'The time of the meeting is missing.';
  const steps = draft.steps ? readSteps(draft.steps) : [];
  if (at === null || minutes == null || !steps) {
    return {
      errors: {
        ...(at === null && { scheduled_at: missing }),
        ...(minutes == null && { minutes: 'The length is a number of minutes.' }),
        ...(!steps && { steps: 'Each step takes 1 to 240 minutes.' }),
      },
    };
  }
  const { kind, facilitator, scribe, location } = draft;
  const alone = kind === 'solo';
  const form = {
    scheduled_at: draft.held ? (before?.scheduled_at ?? at) : at,
    minutes: Math.round(minutes),
    kind,
    facilitator,
    scribe: alone ? null : scribe,
    location: alone ? '' : location.trim(),
    anonymous: !alone && draft.anonymous,
    steps,
    held_at: draft.held ? at : null,
  };
  const attendees = alone ? [] : draft.attendees;
  return { form: attendees === undefined ? form : { ...form, attendees } };
}

function momentOf(
  { moment }: Pick<PlanDraft, 'moment'>,
  before: Pick<PlannedMeeting, 'scheduled_at' | 'held_at'> | null,
): ReadMoment {
  return readMoment(moment, before?.held_at ?? before?.scheduled_at);
}

/** When it would be, as far as that can be read. */
export function draftAt(draft: PlanDraft, before: PlannedMeeting | null): number | undefined {
  const read = momentOf(draft, before);
  return 'at' in read && read.at !== null ? Date.parse(read.at) : undefined;
}

/** Who is asked to come: as chosen, else whoever has a reason to. */
export function askedPeople(
  draft: Pick<PlanDraft, 'attendees'>,
  proposals: Pick<Proposals, 'people'> | undefined,
): number[] {
  if (draft.attendees) return draft.attendees;
  return (proposals?.people ?? [])
    .filter(({ reasons }) => reasons.length > 0)
    .map(({ person }) => person);
}

type Named = (person: number) => string;

/** What speaks against whoever is to lead; it is said, and does not hold the plan back. */
export function facilitatorCaution(
  { facilitator, scribe, kind }: Pick<PlanDraft, 'facilitator' | 'scribe' | 'kind'>,
  proposals: Pick<Proposals, 'people'> | undefined,
  name: Named,
): string {
  if (facilitator === null || kind === 'solo') return '';
  const known = proposals?.people.find(({ person }) => person === facilitator);
  if (known?.responded) {
    return `${name(facilitator)} was in the response. Whoever was in it has a part in the story; somebody else leads more easily.`;
  }
  return facilitator === scribe ? 'One person leads and takes notes. Two people hear more.' : '';
}

/** Whether it would end after the review week. */
export function isAfterTheWeek(
  at: number | undefined,
  { minutes }: Pick<PlanDraft, 'minutes'>,
  dueAt: string | null | undefined,
): boolean {
  if (at === undefined || !dueAt) return false;
  return at + (readNumber(minutes) ?? 0) * 60_000 > Date.parse(dueAt);
}
