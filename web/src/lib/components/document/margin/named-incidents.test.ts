import { describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';

import { namedIncidents, whatBecameOf } from './named-incidents';

describe('namedIncidents', () => {
  it('takes the first mention of each, in the order of reading', () => {
    const found = namedIncidents(
      [
        ['summary', '<p>Like <b>INC-12</b>.</p>'],
        ['timeline', undefined],
        ['root_cause', '<p>INC-12 and INC-31 came here; INC-57 is this one.</p>'],
      ],
      'INC-57',
    );
    expect([...found]).toEqual([
      ['summary', [{ reference: 'INC-12', range: { start: 5, end: 11 } }]],
      ['root_cause', [{ reference: 'INC-31', range: { start: 11, end: 17 } }]],
    ]);
  });

  it('reads no reference into what only looks like one', () => {
    const text = '<p>PINC-12, INC-0, INC-7-beta, inc-3, INC-1.2, INC-4x and INC-9.</p>';
    const found = namedIncidents([['summary', text]], 'INC-1');
    expect(found.get('summary')?.map(({ reference }) => reference)).toEqual(['INC-9']);
  });

  it('stops where the prose becomes a list', () => {
    const text = Array.from({ length: 30 }, (_, index) => `INC-${index + 1}`).join(', ');
    expect(namedIncidents([['summary', text]], 'INC-99').get('summary')).toHaveLength(8);
  });
});

describe('whatBecameOf', () => {
  const told = (states: string[], status = 'published') =>
    whatBecameOf({
      postmortem: {
        status,
        actions: states.map((state, index) => ({ state, title: `Action ${index + 1}` })),
      },
    } as unknown as IncidentView);

  it('counts what is done and names what is not', () => {
    expect(told(['done', 'done'])).toBe('2 actions, all done.');
    expect(told(['done', 'open', 'wont_do'])).toBe(
      '1 of 3 actions done. Unfinished: “Action 2”. Not done on purpose: “Action 3”.',
    );
  });

  it('says when there was none', () => {
    expect(told([])).toBe('It ended without an action.');
    expect(told([], 'facts')).toBe('No action was chosen yet.');
  });
});
