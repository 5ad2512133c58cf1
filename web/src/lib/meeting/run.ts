/** How long a meeting and its steps have taken, and when it will end. By the server's clock. */

import type { MeetingRun, RunStep } from '$lib/api/meeting-shapes';
import { time } from '$lib/format';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** What a step has of the meeting, with what it was given beyond its plan. */
export function plannedMs({ minutes, extended }: Pick<RunStep, 'minutes' | 'extended'>): number {
  return (minutes + extended) * MINUTE_MS;
}

export function spentMs(
  { spent_us, entered_at }: Pick<RunStep, 'spent_us' | 'entered_at'>,
  now: number,
): number {
  const running = entered_at === null ? 0 : Math.max(0, now - Date.parse(entered_at));
  return spent_us / 1000 + running;
}

export function meetingMs(steps: RunStep[], now: number): number {
  return steps.reduce((sum, step) => sum + spentMs(step, now), 0);
}

export function minutesOf(steps: Pick<RunStep, 'minutes'>[]): number {
  return steps.reduce((sum, { minutes }) => sum + minutes, 0);
}

/** "5:50", "71:10" */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export interface Timer {
  clock: string;
  /** "left of 10:00", "over 10:00" */
  words: string;
  over: boolean;
}

/** What is left of a step; past its length it counts on, and says so. */
export function timer(step: RunStep, now: number): Timer {
  const planned = plannedMs(step);
  const left = planned - spentMs(step, now);
  const over = left < 0;
  // A second that has begun is still left; one that is over has to have passed.
  const shown = over ? -left : Math.ceil(left / SECOND_MS) * SECOND_MS;
  return { clock: clock(shown), words: `${over ? 'over' : 'left of'} ${clock(planned)}`, over };
}

/** "10 min" as planned; "11 of 10 min" when it took another time. */
export function stepMinutes(step: RunStep, now: number): string {
  const planned = step.minutes + step.extended;
  const spent = Math.round(spentMs(step, now) / MINUTE_MS);
  return step.visited && step.entered_at === null && spent !== planned
    ? `${spent} of ${planned} min`
    : `${planned} min`;
}

/** "ends 15:32 UTC, 2 min over": what is left of this step, then all that nobody has been at. */
export function endWords(run: Pick<MeetingRun, 'steps'>, now: number): string {
  const left = run.steps.reduce((sum, step) => {
    if (step.entered_at !== null) return sum + Math.max(0, plannedMs(step) - spentMs(step, now));
    return step.visited || step.skipped_because ? sum : sum + plannedMs(step);
  }, 0);
  const planned = minutesOf(run.steps) * MINUTE_MS;
  const over = Math.round((meetingMs(run.steps, now) + left - planned) / MINUTE_MS);
  const at = time(new Date(now + left), { zone: true });
  if (over === 0) return `ends ${at}, on time`;
  return `ends ${at}, ${Math.abs(over)} min ${over > 0 ? 'over' : 'early'}`;
}

/** What is said aloud of a step's time: nothing but these three. */
export type Mark = 'half' | 'minute' | 'end';

const markWords: Record<Mark, string> = {
  half: 'Half of the time is gone.',
  minute: 'One minute is left.',
  end: 'The time of this step is over. The meeting goes on when you do.',
};

/** The last mark that a step has passed; the short ones have no half before their last minute. */
export function passedMark(step: RunStep, now: number): Mark | undefined {
  const planned = plannedMs(step);
  const left = planned - spentMs(step, now);
  if (left <= 0) return 'end';
  if (left <= MINUTE_MS && planned > MINUTE_MS) return 'minute';
  return left <= planned / 2 && planned / 2 > MINUTE_MS ? 'half' : undefined;
}

export function announcement(title: string, mark: Mark): string {
  return `${title}: ${markWords[mark]}`;
}
