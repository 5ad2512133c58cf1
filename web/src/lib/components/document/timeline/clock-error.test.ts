import { describe, expect, it } from 'vitest';

import type { TimelineEvent } from '$lib/api/incident-shapes';

import { secondsOf, shiftWords, timedSources } from './clock-error';

function entry(id: number, at: string, source: string, precision = 'exact'): TimelineEvent {
  return { id, occurred_at: `2026-10-08T${at}Z`, source, precision } as TimelineEvent;
}

describe('secondsOf', () => {
  it.each([
    ['slow', '4:30', 270],
    ['fast', '4:30', -270],
    ['slow', '5', 300],
    ['slow', '90', 5400],
    ['slow', '90:00', 5400],
    ['fast', '1:04:30', -3870],
    ['slow', ' 0:01 ', 1],
    ['slow', '24:00:00', 86_400],
    ['slow', '1440', 86_400],
  ] as const)('reads a %s clock by %s', (clock, by, seconds) => {
    expect(secondsOf({ clock, by })).toBe(seconds);
  });

  it.each([
    '',
    '0',
    '0:00',
    '4:60',
    '1:60:00',
    '24:00:01',
    '1441',
    '-5',
    '5 min',
    'four',
    '1:2:3:4',
  ])('refuses “%s”', (by) => {
    expect(secondsOf({ clock: 'slow', by })).toBeUndefined();
  });
});

describe('timedSources', () => {
  it('counts entries with a time by their source, most first', () => {
    const timeline = [
      entry(1, '10:00:00', 'Slack'),
      entry(2, '10:01:00', 'Alertmanager'),
      entry(3, '10:02:00', 'Alertmanager'),
      entry(4, '00:00:00', 'import', 'day'),
    ];
    const found = timedSources(timeline).map(({ name, entries }) => [name, entries.length]);
    expect(found).toEqual([
      ['Alertmanager', 2],
      ['Slack', 1],
    ]);
  });
});

describe('shiftWords', () => {
  const source = (...at: string[]) => ({
    name: 'Slack',
    entries: at.map((one, id) => entry(id, one, 'Slack')),
  });

  it('says how many move, which way, and the first of them', () => {
    expect(shiftWords(source('10:02:10', '10:05:00'), -270)).toBe(
      '2 entries move 4 min 30 s earlier: the first from 10:02:10 to 09:57:40 UTC.',
    );
  });

  it('names the day when it is another one', () => {
    expect(shiftWords(source('23:30:00'), 3600)).toBe(
      '1 entry moves 1 h later: from 23:30:00 to 2026-10-09 00:30:00 UTC.',
    );
  });
});
