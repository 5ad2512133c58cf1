import { describe, expect, it } from 'vitest';

import { actionView } from '../../test/action';

import {
  behindRepeats,
  finishedGroup,
  groupByName,
  groupByState,
  inView,
  medianAge,
  oneOf,
  VIEWS,
} from './grouping';

const NEXT = { number: 42, starts_on: '2026-10-19', ends_on: '2026-10-30' };

describe('by state', () => {
  it('puts what is late first, the oldest at the top, and leaves empty groups out', () => {
    const groups = groupByState([
      actionView({ days_late: -2 }),
      actionView({ days_late: 5, sprints_ahead: -1 }),
      actionView({ days_late: 208, sprints_ahead: -12 }),
      actionView({ days_late: -16, sprints_ahead: 1, sprint: NEXT }),
      actionView({ days_late: null, sprints_ahead: null, sprint: null }),
    ]);
    expect(groups.map(({ heading, rows }) => [heading, rows.length])).toEqual([
      ['Overdue', 2],
      ['This sprint', 1],
      ['Next sprint', 1],
      ['Without a date', 1],
    ]);
    expect(groups[0]?.rows.map(({ days_late }) => days_late)).toEqual([208, 5]);
    expect(groups[1]?.note).toBe('Sprint 41, ends Friday 16 October');
    expect(groups[2]?.note).toBe('Sprint 42, 19 to 30 October');
  });

  it('names no sprint when the teams count differently', () => {
    const other = { number: 7, starts_on: '2026-10-12', ends_on: '2026-10-18' };
    const [group] = groupByState([actionView(), actionView({ sprint: other })]);
    expect(group?.note).toBeUndefined();
  });

  it('leaves out what is finished; that has a group of its own', () => {
    const done = actionView({
      days_late: null,
      action: { state: 'done', finished_at: '2026-10-02' },
    });
    const dropped = actionView({ action: { state: 'wont_do', finished_at: '2026-10-05' } });
    expect(groupByState([done, dropped])).toEqual([]);
    const [group] = finishedGroup([done, dropped, actionView()], 'Finished');
    expect(group?.rows).toEqual([dropped, done]);
    expect(finishedGroup([actionView()], 'Finished')).toEqual([]);
  });
});

describe('by name', () => {
  it('lists an action under each of its services, and those without one last', () => {
    const names: Record<number, string> = { 1: 'ledger', 2: 'edge-proxy' };
    const groups = groupByName(
      [
        actionView({ services: [1, 2] }),
        actionView({ services: [], days_late: 3 }),
        actionView({ services: [1], days_late: 3 }),
      ],
      ({ services }) => services.map((id) => names[id] ?? ''),
      'No service',
    );
    expect(groups.map(({ heading, rows, note }) => [heading, rows.length, note])).toEqual([
      ['edge-proxy', 1, undefined],
      ['ledger', 2, '1 overdue'],
      ['No service', 1, '1 overdue'],
    ]);
  });

  it('counts references as numbers', () => {
    const rows = ['INC-9', 'INC-31', 'INC-4'].map((incident) => actionView({ incident }));
    const groups = groupByName(rows, ({ incident }) => [incident], 'none');
    expect(groups.map(({ heading }) => heading)).toEqual(['INC-4', 'INC-9', 'INC-31']);
  });
});

it('chooses what a view shows', () => {
  const mine = actionView({ action: { owner: 3, ticket: { key: 'PAY-1' } } });
  const theirs = actionView({ carried_over: 2, action: { owner: 4 } });
  const shown = (view: keyof typeof VIEWS) => [mine, theirs].filter(inView(view, 3));
  expect(shown('open')).toEqual([mine, theirs]);
  expect(shown('mine')).toEqual([mine]);
  expect(shown('no-ticket')).toEqual([theirs]);
  expect(shown('carried')).toEqual([theirs]);
  expect([mine].filter(inView('mine', undefined))).toEqual([]);
});

it('keeps to the views it knows, whatever the address says', () => {
  expect(oneOf(VIEWS, 'carried', 'open')).toBe('carried');
  expect(oneOf(VIEWS, 'toString', 'open')).toBe('open');
  expect(oneOf(VIEWS, null, 'open')).toBe('open');
});

it('names the incidents that came back', () => {
  const open = [
    actionView({ repeated_by: ['INC-57'] }),
    actionView({ repeated_by: ['INC-60'] }),
    actionView(),
  ];
  expect(behindRepeats(open)).toEqual({
    count: 2,
    note: 'repeated by INC-57 and INC-60',
  });
  expect(behindRepeats([actionView()]).count).toBe(0);
});

it('takes the median of what was done, not of what was dropped', () => {
  const done = (age_days: number) => actionView({ age_days, action: { state: 'done' } });
  const dropped = actionView({ age_days: 300, action: { state: 'wont_do' } });
  expect(medianAge([done(10), done(40), done(16), dropped])).toBe(16);
  expect(medianAge([done(10), done(17)])).toBe(14);
  expect(medianAge([actionView()])).toBeNull();
});
