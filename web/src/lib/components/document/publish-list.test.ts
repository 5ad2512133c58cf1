import { describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';

import { duty, toPublish } from './publish-list';

function view(more: object): IncidentView {
  return {
    missing: [],
    advice: [],
    recurrences: [],
    postmortem: { actions: [] },
    ...more,
  } as unknown as IncidentView;
}

describe('toPublish', () => {
  it('puts what blocks before what is only worth a look, each with its place', () => {
    const items = toPublish(
      view({
        advice: [{ advice: 'open_question', event: 7, at: '2026-10-08T09:27:00Z' }],
        missing: [
          { missing: 'ticket', action: 3, title: 'Breaker', sentence: 'a ticket for “Breaker”' },
        ],
        postmortem: { actions: [{}] },
      }),
    );
    expect(items).toEqual([
      { kind: 'missing', words: 'A ticket for “Breaker”', href: '#action-3' },
      { kind: 'advice', words: 'A question is open at 09:27', href: '#event-7' },
    ]);
  });

  it('ticks complete actions and confirmed repeats', () => {
    const items = toPublish(
      view({
        recurrences: [
          { earlier: 'INC-31', verdict: 'confirmed' },
          { earlier: 'INC-12', verdict: 'suggested' },
        ],
        postmortem: { actions: [{}, {}, {}] },
      }),
    );
    expect(items.map(({ words }) => words)).toEqual([
      '3 actions with owner, date, ticket',
      'Repeat of INC-31 confirmed',
    ]);
  });
});

describe('duty', () => {
  it('names what blocks first', () => {
    const blocked = toPublish(
      view({
        missing: [{ missing: 'action_or_reason', sentence: 'an action item, or a reason' }],
        advice: [{ advice: 'no_timeline' }],
      }),
    );
    expect(duty(blocked)).toEqual({
      words: '1 thing missing before you publish',
      detail: 'An action item, or a reason',
    });
    expect(duty([]).words).toBe('Ready to publish');
  });
});
