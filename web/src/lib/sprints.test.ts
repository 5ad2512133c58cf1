import { expect, it } from 'vitest';

import { latestDueOn, shortName, sprintDay, sprintNext, sprintNow, sprintOn } from './sprints';

const cadence = {
  starts_on: '2026-01-05',
  first_number: 1,
  length_days: 14,
  name_pattern: 'Sprint {number}',
  told: [],
};
const named = { ...cadence, name_pattern: 'PAY Sprint {number}' };

it('counts sprints from the first one, forwards and backwards', () => {
  expect(sprintOn(cadence, new Date('2026-01-18T23:59:00Z'))).toEqual({
    number: 1,
    name: 'Sprint 1',
    starts_on: '2026-01-05',
    ends_on: '2026-01-18',
  });
  expect(sprintOn(cadence, new Date('2026-01-19T00:00:00Z')).number).toBe(2);
  expect(sprintOn(cadence, new Date('2026-01-04T12:00:00Z')).number).toBe(0);
});

it('names the day of the sprint', () => {
  expect(sprintDay(cadence, new Date('2026-01-05T08:00:00Z'))).toBe('Sprint 1, day 1 of 14');
  expect(sprintDay(cadence, new Date('2026-02-01T08:00:00Z'))).toBe('Sprint 2, day 14 of 14');
});

it('says when the sprint ends and when the next one is', () => {
  const now = new Date('2026-01-18T23:00:00Z');
  expect(sprintNow(cadence, now)).toBe('Sprint 1, ends Sun 18 Jan');
  expect(sprintNext(cadence, now)).toBe('Sprint 2, Mon 19 Jan to Sun 1 Feb');
});

it('calls a sprint as its team does', () => {
  const now = new Date('2026-01-18T23:00:00Z');
  expect(sprintNow(named, now)).toBe('PAY Sprint 1, ends Sun 18 Jan');
  expect(shortName(sprintOn(cadence, now))).toBe('1');
  expect(shortName(sprintOn(named, now))).toBe('PAY Sprint 1');
});

it('takes a date until the next sprint ends', () => {
  expect(latestDueOn(cadence, new Date('2026-01-05T00:00:00Z'))).toBe('2026-02-01');
  expect(latestDueOn(cadence, new Date('2026-01-19T00:00:00Z'))).toBe('2026-02-15');
});

it('goes by what the tracker told, and counts before and after it', () => {
  const told = [
    { name: 'PAY 7', starts_on: '2026-01-08', ends_on: '2026-01-16' },
    { name: 'PAY 8', starts_on: '2026-01-17', ends_on: '2026-01-30' },
  ];
  const by = { ...cadence, told };
  const on = (day: string) => sprintOn(by, new Date(`${day}T12:00:00Z`));
  expect(on('2026-01-07')).toMatchObject({ number: 0, name: 'Sprint 0', ends_on: '2026-01-07' });
  expect(on('2026-01-08')).toMatchObject({ number: 1, name: 'PAY 7' });
  expect(on('2026-01-30')).toMatchObject({ number: 2, name: 'PAY 8' });
  expect(on('2026-01-31')).toEqual({
    number: 3,
    name: 'Sprint 3',
    starts_on: '2026-01-31',
    ends_on: '2026-02-13',
  });
  expect(latestDueOn(by, new Date('2026-01-10T12:00:00Z'))).toBe('2026-01-30');
  expect(sprintDay(by, new Date('2026-01-10T12:00:00Z'))).toBe('PAY 7, day 3 of 9');
});
