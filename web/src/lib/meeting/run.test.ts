import { describe, expect, it } from 'vitest';

import { meetingRun, runStep } from '../../test/meeting';

import { announcement, clock, endWords, meetingMs, passedMark, stepMinutes, timer } from './run';

const at = (time: string) => Date.parse(`2026-10-14T${time}Z`);
const MINUTE_US = 60_000_000;

describe('the timer of a step', () => {
  const step = runStep({ minutes: 10, entered_at: '2026-10-14T14:00:00Z', visited: true });

  it('counts down what is left, and up what is over', () => {
    expect(timer(step, at('14:04:10'))).toEqual({
      clock: '5:50',
      words: 'left of 10:00',
      over: false,
    });
    expect(timer(step, at('14:10:00'))).toMatchObject({ clock: '0:00', over: false });
    expect(timer(step, at('14:11:20'))).toEqual({
      clock: '1:20',
      words: 'over 10:00',
      over: true,
    });
  });

  it('adds what was spent before it was entered again, and what it was given', () => {
    const again = { ...step, spent_us: 4 * MINUTE_US, extended: 2 };
    expect(timer(again, at('14:01:00'))).toMatchObject({ clock: '7:00', words: 'left of 12:00' });
  });

  it('does not run backwards when a clock is a little behind', () => {
    expect(timer(step, at('13:59:58')).clock).toBe('10:00');
  });

  it('stands still in a step that nobody is in', () => {
    const left = runStep({ minutes: 10, spent_us: 11.2 * MINUTE_US, visited: true });
    expect(stepMinutes(left, at('18:00:00'))).toBe('11 of 10 min');
    expect(stepMinutes({ ...left, spent_us: 10.4 * MINUTE_US }, at('18:00:00'))).toBe('10 min');
    expect(stepMinutes(runStep({ minutes: 30 }), at('18:00:00'))).toBe('30 min');
  });

  it('says half, one minute and the end, and nothing else', () => {
    const marks = ['14:01:00', '14:05:00', '14:08:59', '14:09:00', '14:10:00', '14:30:00'];
    expect(marks.map((time) => passedMark(step, at(time)))).toEqual([
      undefined,
      'half',
      'half',
      'minute',
      'end',
      'end',
    ]);
    expect(announcement('Timeline', 'minute')).toBe('Timeline: One minute is left.');
  });

  it('has no half in the last minute of a short one', () => {
    const short = { ...step, minutes: 2 };
    expect(passedMark(short, at('14:00:59'))).toBeUndefined();
    expect(passedMark(short, at('14:01:00'))).toBe('minute');
    expect(passedMark({ ...step, minutes: 1 }, at('14:00:30'))).toBeUndefined();
    expect(passedMark({ ...step, minutes: 1 }, at('14:01:00'))).toBe('end');
  });
});

describe('the whole meeting', () => {
  const run = meetingRun(
    { step: 'open_actions' },
    {
      check_in: { visited: true, spent_us: 5 * MINUTE_US },
      open_actions: { visited: true, entered_at: '2026-10-14T14:05:00Z' },
    },
  );

  it('has taken what its steps have', () => {
    expect(clock(meetingMs(run.steps, at('14:11:40')))).toBe('11:40');
    expect(clock(71 * 60_000 + 10_000)).toBe('71:10');
  });

  it('ends when all that is left has taken its time', () => {
    expect(endWords(run, at('14:11:40'))).toBe('ends 15:30 UTC, on time');
    expect(endWords(run, at('14:17:00'))).toBe('ends 15:32 UTC, 2 min over');
  });

  it('counts what was skipped as time that is gained', () => {
    const steps = run.steps.map((step) =>
      step.step === 'patterns' ? { ...step, skipped_because: 'looked at last week' } : step,
    );
    expect(endWords({ steps }, at('14:11:40'))).toBe('ends 15:20 UTC, 10 min early');
  });
});
