import { describe, expect, it } from 'vitest';

import { actionsLine, dayWord, factsLine, learningLine, meetingLine } from './loop';

const NOW = new Date('2026-10-14T12:00:00Z');

describe('facts', () => {
  const items = ['INC-61', 'INC-60'].map((reference) => ({ reference }));

  it('names two and counts the rest', () => {
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
  const label = (factor: number) => ['', 'retries not bounded', 'no limit'][factor] ?? '';

  it('names the factor that most incidents share', () => {
    const counts = [
      { factor: 2, incidents: 3 },
      { factor: 1, incidents: 5 },
    ];
    expect(learningLine(counts, label, { repeats: 9, reviewed: 40 })).toEqual({
      strong: 'retries not bounded',
      rest: ' in 5 incidents',
      note: '9 of 40 read in a year were repeats',
    });
  });

  it('does not call a single incident a pattern', () => {
    const line = learningLine([{ factor: 1, incidents: 1 }], label, { repeats: 1, reviewed: 1 });
    expect(line).toMatchObject({ strong: 'No pattern' });
    expect(line.note).toBe('1 of 1 read in a year was a repeat');
  });
});
