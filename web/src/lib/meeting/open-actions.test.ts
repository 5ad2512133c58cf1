import { describe, expect, it } from 'vitest';

import type { ActionItem, Outcome } from '$lib/api/shapes';

import { actionView } from '../../test/action';

import {
  holdingBack,
  nextWithout,
  restSentence,
  reviewIn,
  reviewsBefore,
  stepItems,
  type LookedAt,
  type Nearness,
} from './open-actions';

const MEETING = 'INC-57';

function said(outcome: Outcome, meeting: string) {
  return { at: '2026-10-14T14:05:00Z', outcome, note: '', meeting_of: meeting };
}

function item(nearness?: Nearness, reviews: ActionItem['reviews'] = []): LookedAt {
  return {
    incident: 'INC-31',
    incident_title: 'Checkout failed',
    nearness,
    action: { ...actionView().action, reviews },
  };
}

describe('what is looked at', () => {
  it('is in the order of nearness, what is finished first, and the rest apart', () => {
    const elsewhere = item('elsewhere');
    const [service, repeat, done] = [item('same_service'), item('repeat'), item()];
    const step = stepItems([elsewhere, service, repeat, done]);
    expect(step.near.map(({ heading, items }) => [heading, items])).toEqual([
      [undefined, [done]],
      ['From the incident this repeats', [repeat]],
      ['Same service', [service]],
    ]);
    expect(step.elsewhere).toEqual([elsewhere]);
  });

  it('tells what this meeting said from what earlier ones did', () => {
    const { action } = item('repeat', [
      said('not_started', 'INC-44'),
      said('put_off', MEETING),
      said('in_progress', MEETING),
    ]);
    expect(reviewIn(action, MEETING)?.outcome).toBe('in_progress');
    expect(reviewIn(action, 'INC-58')).toBeUndefined();
    expect(reviewsBefore(action, MEETING).map(({ outcome }) => outcome)).toEqual(['not_started']);
  });
});

describe('going on', () => {
  const items = [item('repeat'), item('repeat', [said('done', MEETING)]), item('same_team')];

  it('takes the next without an outcome, and starts over at the end', () => {
    expect(nextWithout(items, MEETING, -1)).toBe(0);
    expect(nextWithout(items, MEETING, 0)).toBe(2);
    expect(nextWithout(items, MEETING, 2)).toBe(0);
    expect(nextWithout([items[1] as LookedAt], MEETING, 0)).toBe(-1);
  });

  it('says what holds the meeting back', () => {
    expect(holdingBack(0)).toBeNull();
    expect(holdingBack(1)).toMatch(/^One action has no outcome/);
    expect(holdingBack(2)).toMatch(/^Two actions have no outcome/);
  });
});

it('counts the rest in words', () => {
  expect(restSentence(11)).toMatch(/^Eleven more open actions touch other services/);
  expect(restSentence(1)).toMatch(/^One more open action touches/);
  expect(restSentence(30)).toMatch(/^30 more/);
});
