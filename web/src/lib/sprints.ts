/** Sprints as the server counts them: in steps of equal length from a first one. */

import type { Cadence, Sprint } from './api/shapes';
import { daysUntil } from './format';

const DAY_MS = 86_400_000;

export function sprintOn(cadence: Cadence, day: Date): Sprint {
  const length = Math.max(1, cadence.length_days);
  const index = Math.floor(-daysUntil(cadence.starts_on, day) / length);
  const start = new Date(cadence.starts_on).getTime() + index * length * DAY_MS;
  return {
    number: cadence.first_number + index,
    starts_on: isoDay(start),
    ends_on: isoDay(start + (length - 1) * DAY_MS),
  };
}

function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** "Sprint 41, day 8 of 14" */
export function sprintDay(cadence: Cadence, now: Date): string {
  const sprint = sprintOn(cadence, now);
  const day = -daysUntil(sprint.starts_on, now) + 1;
  return `Sprint ${sprint.number}, day ${day} of ${cadence.length_days}`;
}

const weekDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const dayName = (day: string) => weekDay.format(new Date(day)).replace(',', '');

/** "Sprint 51, ends Sun 29 Nov" */
export function sprintNow(cadence: Cadence, now: Date): string {
  const sprint = sprintOn(cadence, now);
  return `Sprint ${sprint.number}, ends ${dayName(sprint.ends_on)}`;
}

/** "Sprint 52, Mon 30 Nov to Sun 13 Dec": the one after the one that runs. */
export function sprintNext(cadence: Cadence, now: Date): string {
  const after = new Date(sprintOn(cadence, now).ends_on).getTime() + DAY_MS;
  const sprint = sprintOn(cadence, new Date(after));
  return `Sprint ${sprint.number}, ${dayName(sprint.starts_on)} to ${dayName(sprint.ends_on)}`;
}
