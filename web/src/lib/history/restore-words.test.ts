import { expect, it } from 'vitest';

import type { Comparison } from '$lib/api/history-shapes';

import { comesBack, placeOf, staysAsItIs } from './restore-words';

type Change = Comparison['changes'][number]['change'];

const record = (change: object) => ({ change }) as Comparison['changes'][number];
const entry = (part: string, id: number) => record({ part, edit: 'added', at: 0, entry: { id } });
const text = (place: string, name: string) => ({ place, title: name, parts: [] });

it('names what comes back: texts by their titles, the rest by number', () => {
  const texts = [text('title', 'Title'), text('section:summary', 'Summary'), text('answer:4', 'A')];
  const changes = [
    record({ part: 'severity', from: 'sev1', to: 'sev2' }),
    entry('answer', 4),
    entry('timeline_event', 1),
    entry('timeline_event', 1),
    entry('timeline_event', 2),
    entry('action_item', 1),
  ];
  expect(comesBack({ texts, changes })).toEqual([
    'the title',
    '“Summary”',
    'the severity',
    '2 entries of the timeline',
    '1 answer',
  ]);
});

it('names what stays, the meeting once', () => {
  const changes = [
    entry('action_item', 1),
    record({ part: 'meeting', from: null, to: null }),
    entry('meeting_word', 3),
  ];
  expect(staysAsItIs({ changes })).toEqual([
    'action items and what was said of them',
    'the meeting and what was said in it',
  ]);
  expect(
    staysAsItIs({ changes: [record({ part: 'severity', from: 'sev1', to: 'sev2' })] }),
  ).toEqual([]);
});

it('knows a thing by its number or its key', () => {
  expect(placeOf(entry('measure', 7).change)).toBe('measure:7');
  expect(placeOf({ part: 'severity', from: 'sev1', to: 'sev2' } as Change)).toBe('severity');
  const section = { part: 'section', edit: 'changed', from: {}, to: { key: 'summary' } };
  expect(placeOf(section as unknown as Change)).toBe('section:summary');
});
