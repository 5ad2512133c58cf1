import { describe, expect, it } from 'vitest';

import type { TimelineEvent } from '$lib/api/incident-shapes';

import { repeatsOf, repeatWords } from './repeats';

function entry(id: number, at: string, more: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    id,
    occurred_at: `2026-10-08T${at}:00Z`,
    precision: 'exact',
    kind: 'alert',
    source: 'Alertmanager',
    text: 'Alert Checkout5xx fired on checkout.',
    pinned: false,
    milestone: null,
    questions: [],
    ...more,
  } as TimelineEvent;
}

const ids = (timeline: TimelineEvent[]) =>
  [...repeatsOf(timeline)].map(([first, entries]) => [first, entries.map(({ id }) => id)]);

describe('repeatsOf', () => {
  it('folds what one source told three times, whatever stands between', () => {
    const chat = entry(3, '10:10', { kind: 'message', source: 'Slack', text: 'On it.' });
    const timeline = [entry(1, '10:02'), entry(2, '10:06'), chat, entry(4, '10:40')];
    expect(ids(timeline)).toEqual([[1, [1, 2, 4]]]);
  });

  it('leaves twice alone, and what other sources or other words tell', () => {
    const other = entry(3, '10:10', { source: 'Grafana' });
    const words = entry(4, '10:11', { text: 'Alert Checkout5xx on checkout was resolved.' });
    expect(ids([entry(1, '10:02'), entry(2, '10:06'), other, words])).toEqual([]);
  });

  it('takes figures in the sentence for no difference', () => {
    const text = (share: string) => ({ text: `Alert fired: ${share} % of requests fail.` });
    const timeline = [
      entry(1, '10:02', text('3.4')),
      entry(2, '10:06', text('12')),
      entry(3, '10:09', text('7,25')),
    ];
    expect(ids(timeline)).toEqual([[1, [1, 2, 3]]]);
  });

  it.each<[string, Partial<TimelineEvent>]>([
    ['pinned', { pinned: true }],
    ['telling of a milestone', { milestone: 'detected' }],
    ['asked about', { questions: [{ id: 9 }] as TimelineEvent['questions'] }],
    ['of no known source', { source: '' }],
    ['known only to the day', { precision: 'day' }],
  ])('never hides one that is %s', (_, more) => {
    const timeline = [entry(1, '10:02'), entry(2, '10:03', more), entry(3, '10:04')];
    expect(ids(timeline)).toEqual([]);
    expect(ids([...timeline, entry(4, '10:05')])).toEqual([[1, [1, 3, 4]]]);
  });

  it('accounts for every entry once', () => {
    const timeline = Array.from({ length: 60 }, (_, id) =>
      entry(id, '10:00', { source: `source ${id % 7}`, text: `said ${'x'.repeat(id % 3)}` }),
    );
    const folded = [...repeatsOf(timeline).values()].flat().map(({ id }) => id);
    expect(new Set(folded).size).toBe(folded.length);
  });
});

describe('repeatWords', () => {
  it('says how often and from when to when', () => {
    const six = ['10:02', '10:06', '10:10', '10:20', '10:30', '10:40'];
    expect(repeatWords(six.map((at, id) => entry(id, at)))).toBe('fired 6 times, 10:02 to 10:40');
  });

  it('has no verb for what is neither fired nor resolved', () => {
    const said = { text: 'Deploy of ledger failed.' };
    const entries = ['10:02', '10:03', '10:04'].map((at, id) => entry(id, at, said));
    expect(repeatWords(entries)).toBe('3 times, 10:02 to 10:04');
  });
});
