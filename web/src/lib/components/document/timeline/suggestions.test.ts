import { describe, expect, it } from 'vitest';

import type { Awareness, IncidentView, Suggestion, TimelineEvent } from '$lib/api/incident-shapes';

import { awarenessOf, milestonesOf, takeAllWords } from './suggestions';

const fired: Suggestion = {
  milestone: 'detected',
  at: '2026-10-08T10:02:00Z',
  because: 'This is when the first alert fired.',
  event: 1,
};

function timeline(...days: string[]): TimelineEvent[] {
  return days.map((day) => ({ occurred_at: `${day}T10:02:00Z` }) as TimelineEvent);
}

function view(awareness: Partial<Awareness> | null): IncidentView {
  return { awareness } as IncidentView;
}

describe('milestonesOf', () => {
  it('says what, when and why, and patches that one milestone', () => {
    expect(milestonesOf([fired], timeline('2026-10-08'))).toEqual([
      {
        label: 'First alert fired',
        at: fired.at,
        clock: '10:02',
        because: fired.because,
        patch: { milestones: { detected_at: fired.at } },
      },
    ]);
  });

  it('names the day when the timeline has several', () => {
    const [one] = milestonesOf([fired], timeline('2026-10-08', '2026-10-09'));
    expect(one?.clock).toMatch(/^8 Oct.* 10:02$/);
  });
});

describe('takeAllWords', () => {
  it.each([
    [2, 'Take both'],
    [4, 'Take all four'],
    [7, 'Take all seven'],
  ])('of %i', (count, words) => expect(takeAllWords(count)).toBe(words));
});

describe('awarenessOf', () => {
  const at = '2026-10-08T10:02:00Z';

  it('asks nothing once it is answered', () => {
    expect(awarenessOf(view(null))).toBeUndefined();
  });

  it('says that a message came first, and by how much', () => {
    const alert_at = '2026-10-08T10:06:00Z';
    const found = awarenessOf(view({ detected_by: 'customer', at, alert_at }));
    expect(found?.because).toBe('A message came at 10:02, 4 minutes before the first alert.');
    expect(found?.choices.map(({ word }) => word)).toEqual([
      'Customer',
      'Colleague',
      'Partner',
      'Alert',
    ]);
    expect(found?.choices.map(({ patch }) => patch.impact)).toEqual([
      { detected_by: 'customer', detection_note: '4 minutes before the first alert' },
      { detected_by: 'colleague', detection_note: '4 minutes before the first alert' },
      { detected_by: 'partner', detection_note: '4 minutes before the first alert' },
      { detected_by: 'alert' },
    ]);
  });

  it('says when there was no alert at all', () => {
    const found = awarenessOf(view({ detected_by: 'customer', at, alert_at: null }));
    expect(found?.because).toBe('A message came at 10:02, and no alert is recorded.');
    expect(found?.choices[0]?.patch).toEqual({ impact: { detected_by: 'customer' } });
  });

  it('offers the alert first where nothing came before it', () => {
    const found = awarenessOf(view({ detected_by: 'alert', at, alert_at: null }));
    expect(found?.because).toContain('It fired at 10:02');
    expect(found?.choices[0]?.patch).toEqual({ impact: { detected_by: 'alert' } });
  });
});
