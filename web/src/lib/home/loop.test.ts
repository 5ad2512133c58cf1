import { describe, expect, it } from 'vitest';

import { actionsLine, dayWord, factsLine, learningLine, meetingLine } from './loop';

const NOW = new Date('2026-10-14T12:00:00Z');

describe('facts', () => {
  const items = ['INC-61', 'INC-60'].map((reference) => ({ reference, gaps: 0 }));

  it('names those with gaps', () => {
    const gaps = (...counts: number[]) =>
      factsLine({
        total: 5,
        items: counts.map((gap, at) => ({ reference: `INC-${at}`, gaps: gap })),
      });
    expect(gaps(1, 0, 2).note).toBe('INC-0 and INC-2 have gaps');
    expect(gaps(0, 3).note).toBe('INC-1 has gaps');
    expect(gaps(1, 1, 1).note).toBe('INC-0, INC-1 and 1 more have gaps');
  });

  it('names two and counts the rest when none has any', () => {
    expect(factsLine({ total: 2, items })).toMatchObject({
      strong: '2 timelines',
      note: 'INC-61 and INC-60',
    });
    expect(factsLine({ total: 5, items }).note).toBe('INC-61, INC-60 and 3 more');
    expect(factsLine({ total: 1, items: items.slice(0, 1) }).note).toBe('INC-61');
    expect(factsLine({ total: 0, items: [] }).strong).toBe('No timeline');
  });
});

describe('meetings', () => {
  it('names the next one and what is late', () => {
    const next = { reference: 'INC-57', meeting: { scheduled_at: '2026-10-14T14:00:00Z' } };
    expect(meetingLine(4, 1, next, NOW)).toEqual({
      strong: '4 reviews',
      rest: ' to hold',
      bad: '1 past its week',
      note: 'Next: INC-57, today 14:00',
    });
    expect(meetingLine(1, 0, undefined, NOW).note).toBe('No time agreed yet');
    expect(meetingLine(0, 0, undefined, NOW)).toMatchObject({ strong: 'No review', note: '' });
  });

  it('says a day as one would', () => {
    expect(dayWord('2026-10-15T00:10:00Z', NOW)).toBe('Tomorrow');
    expect(dayWord('2026-10-16T10:00:00Z', NOW)).toBe('Fri 16');
    expect(dayWord('2026-10-29T10:00:00Z', NOW)).toBe('29 Oct');
    expect(dayWord('2026-10-12T10:00:00Z', NOW)).toBe('12 Oct');
  });
});

describe('actions', () => {
  it('says how late the oldest is', () => {
    const open = [320, 5, 0, -3, null].map((days_late) => ({ days_late }));
    expect(actionsLine(open)).toMatchObject({
      strong: '5 open',
      bad: '2 overdue',
      note: 'The oldest is 320 days late',
    });
    expect(actionsLine([{ days_late: -2 }]).note).toBe('None is past its date');
    expect(actionsLine([]).strong).toBe('None open');
  });
});

describe('learning', () => {
  const label = (factor: number) => ['', 'Retries not bounded', 'DNS cached'][factor] ?? '';
  const factor = (id: number, lately: 'growing' | 'steady', incidents = 5) => ({
    factor: id,
    incidents,
    lately,
  });

  it('names what grows, and says what came of the actions', () => {
    const outcomes = ['worked', 'perhaps_fewer', 'too_early', 'no_change', 'did_not_work'];
    const learnt = {
      factors: [factor(1, 'growing'), factor(2, 'steady')],
      outcomes: outcomes.map((reading) => ({ reading })),
    };
    expect(learningLine(learnt, label)).toEqual({
      strong: '1 pattern growing:',
      rest: ' retries not bounded',
      note: '1 of 5 finished actions most likely worked, 1 perhaps',
    });
    const other = { ...learnt, factors: [factor(2, 'growing')] };
    expect(learningLine(other, label).rest).toBe(' DNS cached');
    const two = { ...learnt, factors: [factor(1, 'growing'), factor(2, 'growing')] };
    expect(learningLine(two, label)).toMatchObject({ strong: '2 patterns', rest: ' growing' });
  });

  it('claims no more than the readings do', () => {
    const note = (...readings: string[]) =>
      learningLine({ factors: [], outcomes: readings.map((reading) => ({ reading })) }, label).note;
    expect(note('perhaps_fewer', 'too_early', 'perhaps_fewer')).toBe(
      '2 of 3 finished actions perhaps worked; it may be chance',
    );
    expect(note('no_change', 'too_early')).toBe(
      '2 finished actions, no sign yet of one that worked',
    );
  });

  it('does not call a single incident a pattern', () => {
    const once = { factors: [factor(1, 'steady', 1)], outcomes: [] };
    expect(learningLine(once, label)).toEqual({
      strong: 'No pattern',
      rest: ' yet',
      note: 'No finished action can be judged yet',
    });
    const still = { factors: [factor(1, 'steady', 2)], outcomes: [{ reading: 'worked' }] };
    expect(learningLine(still, label)).toEqual({
      strong: '1 pattern',
      rest: ', none growing',
      note: '1 of 1 finished action most likely worked',
    });
  });
});
