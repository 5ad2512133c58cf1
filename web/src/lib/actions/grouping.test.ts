import { describe, expect, it } from 'vitest';

import { actionView } from '../../test/action';

import {
  finishedGroup,
  firstRows,
  groupByName,
  groupByState,
  inTab,
  oneOf,
  splitFinished,
  TABS,
} from './grouping';

const NEXT = { number: 42, name: 'Sprint 42', starts_on: '2026-10-19', ends_on: '2026-10-30' };

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
    const other = { number: 7, name: 'Sprint 7', starts_on: '2026-10-12', ends_on: '2026-10-18' };
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
      ({ services }) => services.map((id) => ({ name: names[id] ?? '', href: `/${id}` })),
      'No service',
    );
    expect(
      groups.map(({ heading, href, rows, note }) => [heading, href, rows.length, note]),
    ).toEqual([
      ['edge-proxy', '/2', 1, undefined],
      ['ledger', '/1', 2, '1 overdue'],
      ['No service', undefined, 1, '1 overdue'],
    ]);
  });

  it('puts what is late first in each group, the latest at the top', () => {
    const late = (days_late: number) => actionView({ days_late });
    const rows = [late(-5), late(3), late(-1), late(40)];
    const [group] = groupByName(rows, () => [{ name: 'Mika' }], 'Nobody');
    expect(group?.rows.map(({ days_late }) => days_late)).toEqual([40, 3, -5, -1]);
  });

  it('counts references as numbers', () => {
    const rows = ['INC-9', 'INC-31', 'INC-4'].map((incident) => actionView({ incident }));
    const groups = groupByName(rows, ({ incident }) => [{ name: incident }], 'none');
    expect(groups.map(({ heading }) => heading)).toEqual(['INC-4', 'INC-9', 'INC-31']);
  });
});

it('chooses what a view shows', () => {
  const mine = actionView({ action: { owner: 3, ticket: { key: 'PAY-1' } } });
  const theirs = actionView({ concerns: ['carried_over', 'without_ticket'], action: { owner: 4 } });
  const shown = (tab: keyof typeof TABS) => [mine, theirs].filter(inTab(tab, 3));
  expect(shown('open')).toEqual([mine, theirs]);
  expect(shown('mine')).toEqual([mine]);
  expect(shown('no-ticket')).toEqual([theirs]);
  expect(shown('carried')).toEqual([theirs]);
  expect([mine].filter(inTab('mine', undefined))).toEqual([]);
});

it('keeps to the views it knows, whatever the address says', () => {
  expect(oneOf(TABS, 'carried', 'open')).toBe('carried');
  expect(oneOf(TABS, 'toString', 'open')).toBe('open');
  expect(oneOf(TABS, null, 'open')).toBe('open');
});

it('splits what was finished at thirty days', () => {
  const now = new Date('2026-10-31T12:00:00Z');
  const done = (finished_at: string | null) =>
    actionView({ action: { state: 'done', finished_at } });
  const [edge, before, imported] = [
    done('2026-10-01T12:00:00Z'),
    done('2026-10-01T11:59:59Z'),
    done(null),
  ];
  const { recent, earlier } = splitFinished([edge, before, imported, actionView()], now);
  expect(recent).toEqual([edge]);
  expect(earlier).toEqual([before, imported]);
});

it('draws the first rows and counts them all', () => {
  const rows = (count: number) => Array.from({ length: count }, () => actionView());
  const groups = [
    { heading: 'Overdue', rows: rows(3) },
    { heading: 'This sprint', rows: rows(4) },
    { heading: 'Later', rows: rows(1) },
  ];
  const drawn = firstRows(groups, 5);
  expect(drawn.map(({ heading, rows, all }) => [heading, rows.length, all])).toEqual([
    ['Overdue', 3, 3],
    ['This sprint', 2, 4],
  ]);
});
