import { describe, expect, it } from 'vitest';

import type { Version } from '$lib/api/history-shapes';

import { groupsByDay, groupVersions, joined } from './version-groups';

function version(number: number, given: Partial<Version> & { by?: number } = {}): Version {
  const { by = 1, ...rest } = given;
  return {
    version: number,
    at: `2026-10-14T09:12:${String(number).padStart(2, '0')}Z`,
    author: { person: by, via: 'web', request_id: null, address: null },
    with: [],
    name: null,
    changes: [{ name: 'section.changed', place: `section:s${number}` }],
    ...rest,
  };
}

const spans = (versions: Version[]) =>
  groupVersions(versions).map(({ before, last }) => [before, last]);

describe('what one person writes within a minute', () => {
  it('is one step, with all that it changed', () => {
    const [group, ...others] = groupVersions([version(5), version(4), version(3)]);
    expect(others).toEqual([]);
    expect(group).toMatchObject({ before: 2, last: 5 });
    expect(group?.changes.map(({ place }) => place)).toEqual([
      'section:s5',
      'section:s4',
      'section:s3',
    ]);
  });

  it('names everybody who wrote with them, once', () => {
    const [group] = groupVersions([
      version(5, { with: [2] }),
      version(4),
      version(3, { with: [3, 2] }),
    ]);
    expect(group?.with).toEqual([2, 3]);
  });

  it('ends with another person, another way, another minute', () => {
    const via = { author: { person: 1, via: 'cli' as const, request_id: null, address: null } };
    expect(
      spans([
        version(9, { at: '2026-10-14T09:13:00Z' }),
        version(8),
        version(7, { by: 2 }),
        version(6, via),
        version(5),
      ]),
    ).toEqual([
      [8, 9],
      [7, 8],
      [6, 7],
      [5, 6],
      [4, 5],
    ]);
  });

  it('ends below a version with a name, which stands at its end', () => {
    expect(spans([version(6), version(5, { name: 'As presented' }), version(4)])).toEqual([
      [5, 6],
      [3, 5],
    ]);
  });
});

it('does not tell all that an incident was opened with', () => {
  const changes = [
    { name: 'incident.opened', place: 'incident.opened' },
    { name: 'timeline_event.added', place: 'timeline_event:1' },
  ];
  expect(groupVersions([version(1, { changes })])[0]?.changes).toEqual([changes[0]]);
});

it('puts steps under their days', () => {
  const groups = groupVersions([
    version(3),
    version(2, { by: 2 }),
    version(1, { at: '2026-10-13T23:59:00Z' }),
  ]);
  const days = groupsByDay(groups, new Date('2026-10-14T10:00:00Z'));
  expect(days.map((day) => [day.word, day.groups.length])).toEqual([
    ['14 Oct', 2],
    ['13 Oct', 1],
  ]);
});

describe('the latest page beside what is known', () => {
  const numbers = (versions: Version[]) => versions.map(({ version: number }) => number);

  it('is put before it where they meet', () => {
    const all = joined([version(6), version(5)], [version(5), version(4), version(3)], 5);
    expect(numbers(all)).toEqual([6, 5, 4, 3]);
    expect(numbers(joined([version(6), version(5)], [version(4)], 5))).toEqual([6, 5, 4]);
  });

  it('takes its place where some in between are not known', () => {
    expect(numbers(joined([version(9), version(8)], [version(6)], 8))).toEqual([9, 8]);
  });
});
