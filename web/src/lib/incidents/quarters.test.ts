import { expect, it } from 'vitest';

import type { QuarterCount } from '$lib/api/shapes';

import { askedOf, quarterNote } from './quarters';

interface Given {
  listed: number;
  marked?: number;
  read?: number;
  repeats?: number;
  low?: number;
  high?: number;
  partial?: boolean;
}

function quarter({ listed, read = 0, repeats = 0, ...given }: Given): QuarterCount {
  return {
    label: '2026 Q3',
    partial: given.partial ?? false,
    listed,
    marked: given.marked ?? repeats,
    repeat_incident_rate: {
      value: read > 0 ? repeats / read : null,
      low: given.low ?? null,
      high: given.high ?? null,
      repeats,
      incidents: read,
      from: '2026-07-01T00:00:00Z',
      to: '2026-10-01T00:00:00Z',
      method: 'Wilson',
    },
  };
}

it('states the rate with its interval and its counts', () => {
  const full = quarter({ listed: 13, read: 13, repeats: 4, low: 0.127, high: 0.576 });
  expect(quarterNote(full)).toBe('13 incidents, 4 repeats, 31% (13–58%)');
  const some = quarter({ listed: 13, read: 9, repeats: 1, low: 0.02, high: 0.435 });
  expect(quarterNote(some)).toBe('13 incidents, 1 repeat of 9 reviewed, 11% (2–44%)');
});

it('leaves a share of very few out', () => {
  const one = quarter({ listed: 1, read: 1, low: 0, high: 0.79 });
  expect(quarterNote(one)).toBe('1 incident, 0 repeats');
  const four = quarter({ listed: 6, read: 4, repeats: 1, low: 0.05, high: 0.7 });
  expect(quarterNote(four)).toBe('6 incidents, 1 repeat of 4 reviewed');
  const five = quarter({ listed: 5, read: 5, low: 0, high: 0.434 });
  expect(quarterNote(five)).toBe('5 incidents, 0 repeats, 0% (0–43%)');
});

it('states no rate before anything is read, but what was marked', () => {
  expect(quarterNote(quarter({ listed: 6, marked: 2, partial: true }))).toBe(
    '6 so far, none reviewed yet, 2 marked as repeats',
  );
  expect(quarterNote(quarter({ listed: 1, marked: 1 }))).toBe(
    '1 incident, none reviewed yet, 1 marked as a repeat',
  );
  expect(quarterNote(quarter({ listed: 6, partial: true }))).toBe('6 so far, none reviewed yet');
});

it('says that a search found them', () => {
  const asked = askedOf('sev:1');
  expect(quarterNote(quarter({ listed: 2, partial: true }), asked)).toBe(
    '2 found so far, none reviewed yet',
  );
  expect(quarterNote(quarter({ listed: 3 }), asked)).toBe('3 incidents found, none reviewed yet');
});

it('states no share of repeats where the search asks for them', () => {
  const all = quarter({ listed: 3, read: 3, repeats: 3, low: 0.4, high: 1 });
  for (const query of ['is:repeat', 'sev:1 -is:repeat']) {
    expect(quarterNote(all, askedOf(query)), query).toBe('3 incidents found');
  }
  expect(askedOf('')).toEqual({ some: false, repeats: false });
});
