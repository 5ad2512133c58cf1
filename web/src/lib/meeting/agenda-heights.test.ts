import { expect, it } from 'vitest';

import { meetingRun, runStep } from '../../test/meeting';

import { filledShare, nowShare } from './agenda-heights';

const entered_at = '2026-10-14T14:05:00Z';
const at = (time: string) => Date.parse(`2026-10-14T${time}Z`);

it('fills a step as it passes, and no further than it is high', () => {
  const step = runStep({ minutes: 10, entered_at, visited: true });
  expect(filledShare(step, at('14:09:12'))).toBeCloseTo(0.42);
  expect(filledShare(step, at('14:40:00'))).toBe(1);
  expect(filledShare(runStep({ visited: true }), at('14:40:00'))).toBe(1);
  expect(filledShare(runStep(), at('14:40:00'))).toBe(0);
});

it('draws the line where the meeting is, by the heights of what is above', () => {
  const run = meetingRun(
    { step: 'open_actions' },
    { check_in: { visited: true }, open_actions: { visited: true, entered_at } },
  );
  expect(nowShare(run.steps, at('14:10:00'))).toBeCloseTo(10 / 90);
});

it('counts minutes that were added as height', () => {
  const run = meetingRun({}, { check_in: { visited: true, entered_at, extended: 5 } });
  expect(nowShare(run.steps, at('14:10:00'))).toBeCloseTo(5 / 95);
});

it('draws none while no step runs', () => {
  expect(nowShare(meetingRun().steps, at('14:10:00'))).toBeUndefined();
});
