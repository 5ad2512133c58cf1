import { describe, expect, it } from 'vitest';

import { readMoment, typed } from './moments';

describe('typed', () => {
  it('splits an instant into date and UTC time', () => {
    expect(typed('2026-10-08T09:12:00Z')).toEqual({ date: '2026-10-08', time: '09:12' });
    expect(typed('2026-10-08T09:12:41.5Z')).toEqual({ date: '2026-10-08', time: '09:12:41' });
    expect(typed(null)).toEqual({ date: '', time: '' });
  });
});

describe('readMoment', () => {
  it('reads the ways in which people write a time', () => {
    for (const [text, clock] of [
      ['09:12', '09:12:00'],
      ['9:12', '09:12:00'],
      ['0912', '09:12:00'],
      [' 23:59:58 ', '23:59:58'],
    ] as const) {
      expect(readMoment({ date: '2026-10-08', time: text })).toEqual({
        at: `2026-10-08T${clock}Z`,
      });
    }
  });

  it('keeps the microseconds of an instant nobody touched', () => {
    const original = '2026-10-08T09:12:41.123456Z';
    expect(readMoment(typed(original), original)).toEqual({ at: original });
  });

  it('clears with both fields empty, and says what is missing with one', () => {
    expect(readMoment({ date: '', time: ' ' }, '2026-10-08T09:12:00Z')).toEqual({ at: null });
    expect(readMoment({ date: '', time: '09:12' })).toEqual({ error: 'The date is missing.' });
    expect(readMoment({ date: '2026-10-08', time: '' })).toHaveProperty('error');
  });

  it.each(['24:00', '12:60', 'noon', '9'])('refuses %s', (time) => {
    expect(readMoment({ date: '2026-10-08', time })).toEqual({
      error: `“${time}” is not a time; write it as 14:05, in UTC.`,
    });
  });
});
