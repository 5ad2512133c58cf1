import { describe, expect, it } from 'vitest';

import * as format from './format';

const NOW = '2026-10-14T12:00:00Z';

describe('dates and times', () => {
  it('names the year only when it is another one', () => {
    expect(format.shortDate('2026-10-08T09:12:00Z', NOW)).toBe('8 Oct');
    expect(format.shortDate('2025-11-28T09:12:00Z', NOW)).toBe('28 Nov 25');
    expect(format.shortDate('2026-09-25T00:00:00Z', NOW)).toBe('25 Sep');
  });

  it('writes long and full dates without a comma', () => {
    expect(format.longDate('2026-10-08T09:12:00Z')).toBe('Thu 8 Oct 2026');
    expect(format.fullDate(NOW)).toBe('Wednesday 14 October 2026');
  });

  it('tells a time elsewhere, with the day where it is another', () => {
    expect(format.timeIn('2026-10-15T10:00:00Z', 'Europe/Berlin')).toBe('12:00');
    expect(format.timeIn('2026-10-15T23:00:00Z', 'Europe/Berlin')).toBe('Fri 01:00');
    expect(format.zoneName('America/New_York')).toBe('New York');
  });

  it('keeps to UTC whatever zone the instant was written in', () => {
    expect(format.time('2026-10-08T11:12:00+02:00', { zone: true })).toBe('09:12 UTC');
    expect(format.time('2026-10-08T00:05:00Z')).toBe('00:05');
    expect(format.dateTime('2026-10-08T23:30:00-02:00', NOW)).toBe('9 Oct 01:30');
    expect(format.exactTime('2026-10-08T23:30:04-02:00', NOW)).toBe('9 Oct 01:30:04');
  });

  it('names the second day of a range that crosses midnight', () => {
    expect(format.timeRange('2026-10-08T09:12:00Z', '2026-10-08T09:59:00Z')).toBe(
      '09:12 to 09:59 UTC',
    );
    expect(format.timeRange('2026-10-08T23:50:00Z', '2026-10-09T00:10:00Z')).toBe(
      '23:50 to 9 Oct 00:10 UTC',
    );
  });

  it('says how long ago', () => {
    expect(format.ago('2026-10-14T11:59:40Z', NOW)).toBe('just now');
    expect(format.ago('2026-10-14T10:00:00Z', NOW)).toBe('2 h ago');
    expect(format.ago('2026-10-13T23:00:00Z', NOW)).toBe('yesterday');
    expect(format.ago('2026-10-11T23:00:00Z', NOW)).toBe('3 days ago');
    expect(format.ago('2026-10-01T23:00:00Z', NOW)).toBe('1 Oct');
  });
});

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [30, '30 s'],
    [47 * 60, '47 min'],
    [59 * 60 + 40, '1 h 00'],
    [112 * 60, '1 h 52'],
    [12 * 3600, '12 h 00'],
    [76 * 3600, '3 d 4 h'],
    [48 * 3600, '2 d'],
  ])('%d s is %s', (seconds, text) => {
    expect(format.duration(seconds)).toBe(text);
  });
});

describe('days left', () => {
  it('counts calendar days, not hours', () => {
    expect(format.daysUntil('2026-10-15T00:00:00Z', '2026-10-14T23:59:00Z')).toBe(1);
    expect(format.daysUntil('2026-10-12', NOW)).toBe(-2);
  });

  it.each([
    [-2, '2 days late'],
    [-1, '1 day late'],
    [0, 'due today'],
    [1, '1 day left'],
    [5, '5 days left'],
  ])('%d is %s', (days, text) => {
    expect(format.daysLeft(days)).toBe(text);
  });
});

describe('numbers', () => {
  it.each([
    [46_000, '€46k'],
    [2_400, '€2.4k'],
    [800, '€0.8k'],
    [212, '€212'],
    [9_960, '€10k'],
    [999_600, '€1m'],
    [1_200_000, '€1.2m'],
    [0, '€0'],
  ])('%d is %s', (amount, text) => {
    expect(format.money(amount)).toBe(text);
  });

  it('takes another currency', () => {
    expect(format.money(38_000, 'USD')).toBe('$38k');
  });

  it('does not let a small share read as none', () => {
    expect(format.percent(4 / 13)).toBe('31%');
    expect(format.percent(0.062)).toBe('6.2%');
    expect(format.percent(0.05)).toBe('5%');
    expect(format.percent(0)).toBe('0%');
    expect(format.percentRange(0.127, 0.576)).toBe('13–58%');
  });

  it('counts', () => {
    expect(format.count(18_400)).toBe('18,400');
    expect(format.plural(1, 'incident')).toBe('1 incident');
    expect(format.plural(2, 'entry', 'entries')).toBe('2 entries');
  });
});
