import { describe, expect, it } from 'vitest';

import type { Milestones, TimelineEvent } from '$lib/api/incident-shapes';

import { isFoldable, keyEntries, phaseAt, timelineRows, withLeadingWord } from './timeline-rows';

const milestones: Milestones = {
  impact_started_at: '2026-10-08T09:12:00Z',
  detected_at: '2026-10-08T09:19:00Z',
  acknowledged_at: '2026-10-08T09:22:00Z',
  identified_at: '2026-10-08T09:41:00Z',
  mitigated_at: '2026-10-08T09:53:00Z',
  recovered_at: '2026-10-08T09:59:00Z',
  all_clear_at: null,
};

function entry(id: number, at: string, more: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    id,
    occurred_at: `2026-10-08T${at}:00Z`,
    pinned: false,
    milestone: null,
    questions: [],
    ...more,
  } as TimelineEvent;
}

describe('phaseAt', () => {
  it.each([
    ['09:00', 'none'],
    ['09:12', 'unseen'],
    ['09:20', 'ack'],
    ['09:27', 'diag'],
    ['09:46', 'fix'],
    ['09:53', 'rec'],
    ['10:20', 'none'],
  ])('puts %s into %s', (at, phase) => {
    expect(phaseAt(`2026-10-08T${at}:00Z`, milestones)).toBe(phase);
  });

  it('does not call unseen, or waiting, what nobody recorded', () => {
    const at = '2026-10-08T09:20:00Z';
    expect(phaseAt(at, { ...milestones, detected_at: null, acknowledged_at: null })).toBe('diag');
    expect(phaseAt(at, { ...milestones, acknowledged_at: null })).toBe('diag');
    const unknown = Object.fromEntries(Object.keys(milestones).map((name) => [name, null]));
    const began = { ...unknown, impact_started_at: milestones.impact_started_at } as Milestones;
    expect(phaseAt(at, began)).toBe('none');
  });

  it('skips milestones nobody knows', () => {
    expect(phaseAt('2026-10-08T09:46:00Z', { ...milestones, identified_at: null })).toBe('diag');
  });
});

describe('timelineRows', () => {
  const timeline = [entry(1, '09:12'), entry(2, '09:27'), entry(3, '09:41')];

  it('puts a gap after the entry it follows, with both sides', () => {
    const rows = timelineRows(timeline, [{ after: 2, minutes: 14 }], milestones);
    expect(rows.map(({ key }) => key)).toEqual(['entry-1', 'entry-2', 'gap-2', 'entry-3']);
    expect(rows[2]).toMatchObject({ after: { id: 2 }, before: { id: 3 }, phase: 'diag' });
  });

  it('names the days only when there are several', () => {
    const later = entry(4, '00:10', { occurred_at: '2026-10-09T00:10:00Z' });
    const rows = timelineRows([...timeline, later], [], milestones);
    expect(rows.filter(({ row }) => row === 'day')).toHaveLength(2);
    expect(timelineRows(timeline, [], milestones).some(({ row }) => row === 'day')).toBe(false);
  });

  it('leaves out a gap whose entry is folded away', () => {
    const shown = [entry(1, '09:12')];
    const rows = timelineRows(timeline, [{ after: 2, minutes: 14 }], milestones, shown);
    expect(rows).toHaveLength(1);
  });
});

describe('timelineRows with repeats', () => {
  const timeline = [entry(1, '09:12'), entry(2, '09:15'), entry(3, '09:27'), entry(4, '09:41')];
  const of = new Map([[1, timeline.slice(0, 3)]]);
  const gaps = [{ after: 3, minutes: 14 }];

  it('shows the first in place of all, and the gap after the last', () => {
    const rows = timelineRows(timeline, gaps, milestones, timeline, { of });
    expect(rows.map(({ key }) => key)).toEqual(['entry-1', 'gap-3', 'entry-4']);
    expect(rows[0]).toMatchObject({ repeat: { open: false, entries: timeline.slice(0, 3) } });
  });

  it('shows each once it is opened', () => {
    const repeats = { of, opened: new Set([1]) };
    const rows = timelineRows(timeline, [], milestones, timeline, repeats);
    expect(rows.map(({ key }) => key)).toEqual(['entry-1', 'entry-2', 'entry-3', 'entry-4']);
    expect(rows[0]).toMatchObject({ repeat: { open: true } });
  });
});

describe('isFoldable', () => {
  const many = (count: number, pinned = 0) =>
    Array.from({ length: count }, (_, id) => entry(id, '09:00', { pinned: id < pinned }));
  const foldable = (timeline: TimelineEvent[]) => isFoldable(timeline, keyEntries(timeline));

  it.each([
    [30, 0, false],
    [31, 0, true],
    [15, 3, false],
    [16, 3, true],
    [16, 16, false],
  ])('%i entries, %i pinned: %s', (count, pinned, expected) => {
    expect(foldable(many(count, pinned))).toBe(expected);
  });
});

describe('keyEntries', () => {
  it('keeps what is pinned, tells of a milestone, or raised a question', () => {
    const timeline = [
      entry(1, '09:00'),
      entry(2, '09:12', { milestone: 'impact_started' }),
      entry(3, '09:20', { pinned: true }),
    ];
    expect(keyEntries(timeline).map(({ id }) => id)).toEqual([2, 3]);
  });

  it('shows the first few when nothing stands out', () => {
    const many = Array.from({ length: 40 }, (_, index) => entry(index, '09:00'));
    expect(keyEntries(many)).toHaveLength(12);
  });
});

describe('withLeadingWord', () => {
  it('leads with the milestone, once', () => {
    expect(withLeadingWord('<p>Alert fires.</p>', 'Detected')).toBe(
      '<p><b class="timeline__milestone">Detected.</b> Alert fires.</p>',
    );
    expect(withLeadingWord('<p><em>Detected</em> by alert</p>', 'Detected')).toBe(
      '<p><em>Detected</em> by alert</p>',
    );
    expect(withLeadingWord('<p>Chat</p>', undefined)).toBe('<p>Chat</p>');
  });
});
