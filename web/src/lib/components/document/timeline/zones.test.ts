import { describe, expect, it } from 'vitest';

import { instantIn, zoneChoices } from './zones';

describe('instantIn', () => {
  it.each([
    ['2026-10-08', '09:27:00', 'UTC', '2026-10-08T09:27:00Z'],
    ['2026-10-08', '11:27:00', 'Europe/Berlin', '2026-10-08T09:27:00Z'],
    ['2026-12-08', '10:27:30', 'Europe/Berlin', '2026-12-08T09:27:30Z'],
    ['2026-10-08', '00:15:00', 'Asia/Kolkata', '2026-10-07T18:45:00Z'],
    ['2026-10-08', '23:30:00', 'America/Los_Angeles', '2026-10-09T06:30:00Z'],
    ['2026-10-25', '12:00:00', 'Europe/Berlin', '2026-10-25T11:00:00Z'],
    ['2026-10-24', '12:00:00', 'Europe/Berlin', '2026-10-24T10:00:00Z'],
  ])('reads %s %s in %s', (date, clock, zone, at) => {
    expect(instantIn(date, clock, zone)).toEqual({ at });
  });

  it('guesses neither a time that was skipped nor one that came twice', () => {
    expect(instantIn('2026-03-29', '02:30:00', 'Europe/Berlin')).toEqual({
      error: 'There was no 02:30 in Europe/Berlin that day: the clocks went forward.',
    });
    expect(instantIn('2026-10-25', '02:30:00', 'Europe/Berlin')).toEqual({
      error: '02:30 came twice in Europe/Berlin that day; write the time in UTC.',
    });
  });
});

describe('zoneChoices', () => {
  it('offers UTC and the zone of the document first, each once', () => {
    const { near, others } = zoneChoices('Europe/Berlin');
    expect(near.slice(0, 2)).toEqual(['UTC', 'Europe/Berlin']);
    expect(new Set([...near, ...others]).size).toBe(near.length + others.length);
    expect(zoneChoices('UTC').near[0]).toBe('UTC');
  });
});
