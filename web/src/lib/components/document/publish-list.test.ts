import { describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';

import { duty, toAskAbout, toPublish } from './publish-list';

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

describe('toAskAbout', () => {
  const phrase = { kind: 'advice', words: '1 phrase reads as blame', href: '#note' } as const;
  const planned = { scheduled_at: '2026-10-14T14:00:00Z', held_at: null };

  it('leaves the reason to its field, and names the meeting that was not held', () => {
    const shown = view({
      reference: 'INC-57',
      missing: [{ missing: 'action_or_reason', sentence: 'an action item, or a reason' }],
      advice: [{ advice: 'no_timeline' }],
      postmortem: { actions: [], meeting: planned },
    });
    expect(toAskAbout(shown, [phrase]).map(({ kind, words }) => [kind, words])).toEqual([
      ['advice', 'The timeline is empty'],
      ['advice', '1 phrase reads as blame'],
      ['advice', expect.stringMatching(/^The meeting of 14 Oct.* was not held$/)],
    ]);
  });

  it('keeps what blocks, and says nothing of a meeting that was held', () => {
    const missing = [
      { missing: 'ticket', action: 3, title: 'Breaker', sentence: 'a ticket for “Breaker”' },
    ];
    const held = { ...planned, held_at: '2026-10-14T15:00:00Z' };
    const shown = (meeting: object | null) =>
      view({ reference: 'INC-57', missing, postmortem: { actions: [{}], meeting } });
    expect(toAskAbout(shown(held), [])).toEqual([
      { kind: 'missing', words: 'A ticket for “Breaker”', href: '#action-3' },
    ]);
    expect(toAskAbout(shown(null), []).at(-1)).toEqual({
      kind: 'advice',
      words: 'No meeting was held',
      href: '/incidents/INC-57/meeting',
    });
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
