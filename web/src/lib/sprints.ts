/**
 * Sprints as the server counts and names them: those that a tracker told, and before and after them
 * in steps of equal length from a first one.
 */

import type { Cadence, Sprint } from './api/shapes';
import { daysUntil } from './format';

const DAY_MS = 86_400_000;

export function sprintOn(cadence: Cadence, day: Date): Sprint {
  const { told } = cadence;
  const [first, last] = [told[0], told.at(-1)];
  const counted = (startsOn: string, number: number) => countedFrom(cadence, startsOn, number, day);
  if (!first || !last) return counted(cadence.starts_on, cadence.first_number);
  const { starts_on, first_number } = cadence;
  const number = countedFrom(cadence, starts_on, first_number, new Date(first.starts_on)).number;
  if (daysUntil(first.starts_on, day) > 0) return counted(first.starts_on, number);
  const index = told.findIndex((sprint) => daysUntil(sprint.ends_on, day) >= 0);
  const found = told[index];
  if (found) return { ...found, number: number + index };
  return counted(isoDay(new Date(last.ends_on).getTime() + DAY_MS), number + told.length);
}

function countedFrom(cadence: Cadence, startsOn: string, first: number, day: Date): Sprint {
  const length = Math.max(1, cadence.length_days);
  const index = Math.floor(-daysUntil(startsOn, day) / length);
  const start = new Date(startsOn).getTime() + index * length * DAY_MS;
  const number = first + index;
  return {
    number,
    name: cadence.name_pattern.replace('{number}', String(number)),
    starts_on: isoDay(start),
    ends_on: isoDay(start + (length - 1) * DAY_MS),
  };
}

/** "42" where the name says no more than that, else the name. */
export function shortName({ number, name }: Sprint): string {
  return name === `Sprint ${number}` ? String(number) : name;
}

function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** "Sprint 41, day 8 of 14" */
export function sprintDay(cadence: Cadence, now: Date): string {
  const sprint = sprintOn(cadence, now);
  const day = -daysUntil(sprint.starts_on, now) + 1;
  const length = day + daysUntil(sprint.ends_on, now);
  return `${sprint.name}, day ${day} of ${length}`;
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
  return `${sprint.name}, ends ${dayName(sprint.ends_on)}`;
}

/** No action item may be due later than this: the end of the sprint after the one that runs. */
export function latestDueOn(cadence: Cadence, now: Date): string {
  return nextSprint(cadence, now).ends_on;
}

function nextSprint(cadence: Cadence, now: Date): Sprint {
  const after = new Date(sprintOn(cadence, now).ends_on).getTime() + DAY_MS;
  return sprintOn(cadence, new Date(after));
}

/** "Sprint 52, Mon 30 Nov to Sun 13 Dec": the one after the one that runs. */
export function sprintNext(cadence: Cadence, now: Date): string {
  const sprint = nextSprint(cadence, now);
  return `${sprint.name}, ${dayName(sprint.starts_on)} to ${dayName(sprint.ends_on)}`;
}
