import { describe, expect, it } from 'vitest';

import type { ActionReview } from '$lib/api/meeting-shapes';
import type { Outcome } from '$lib/api/shapes';

import { meetingAction } from '../../test/meeting';

import {
  actionIndex,
  holdingBack,
  lookedAtWords,
  nearGroups,
  nextWithout,
  restSentence,
  reviewsBefore,
  type Nearness,
} from './open-actions';

const MEETING = 'INC-57';

function said(outcome: Outcome, meeting = MEETING): ActionReview {
  return { at: '2026-10-14T14:05:00Z', outcome, note: '', by: null, meeting_of: meeting };
}

let number = 0;
function item(nearness: Nearness, review: ActionReview | null = null) {
  const made = meetingAction({ nearness, said: review });
  return { ...made, action: { ...made.action, id: ++number } };
}

describe('what is looked at', () => {
  it('stands in groups, in the order in which the server gave it', () => {
    const [repeat, done, service] = [
      item('repeat'),
      item('repeat', said('done')),
      item('same_service'),
    ];
    expect(nearGroups([repeat, done, service])).toEqual([
      { heading: 'From the incident this repeats', items: [repeat, done] },
      { heading: 'Same service', items: [service] },
    ]);
  });

  it('tells what earlier meetings said from what this one did', () => {
    const { action } = item('repeat');
    const reviews = [said('not_started', 'INC-44'), said('put_off'), said('in_progress')];
    expect(reviewsBefore({ ...action, reviews }, MEETING)).toEqual([reviews[0]]);
  });
});

describe('going on', () => {
  const items = [item('repeat'), item('repeat', said('done')), item('same_team')];
  const all = items.map((one) => ({ ...one, said: said('done') }));

  it('takes the next without an outcome, and starts over at the end', () => {
    expect([-1, 0, 2].map((from) => nextWithout(items, from))).toEqual([0, 2, 0]);
    expect(nextWithout(all, 0)).toBe(-1);
  });

  it('is where the meeting stands, or at what is left', () => {
    const [, second] = items;
    if (!second) throw new Error('Three items were made.');
    const { incident, action } = second;
    expect(actionIndex(items, { at: 'open_action', incident, action: action.id })).toBe(1);
    expect(actionIndex(items, null)).toBe(0);
    expect(actionIndex(all, null)).toBe(2);
    expect(actionIndex([], null)).toBe(-1);
  });

  it('says how far it is, and what holds the meeting back', () => {
    expect(lookedAtWords(items)).toBe('1 of 3 looked at');
    expect(lookedAtWords([])).toBe('');
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
