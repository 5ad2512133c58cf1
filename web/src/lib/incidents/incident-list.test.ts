import { beforeEach, describe, expect, it, vi } from 'vitest';

import { api } from '$lib/api/client';
import { feed } from '$lib/live/feed.svelte';

import { incidentRow } from '../../test/incident';

import { IncidentList, PAGE } from './incident-list.svelte';

interface Asked {
  q: string;
  order?: string;
  cursor?: string;
  skip?: number;
  limit?: number;
}

let total = 0;
/** As many came before all others since. */
let added = 0;
let asked: Asked[] = [];
/** Held back until a test lets them go. */
let held: (() => void)[] | undefined;

const answered = (data: unknown, status = 200) => ({
  data,
  response: new Response(null, { status }),
});

/** A list whose row at place `n` is `INC-n`; a cursor says where its page begins. */
async function get(path: string, { params }: { params: { query: Asked } }) {
  const { query } = params;
  if (path === '/api/v1/incident-quarters') {
    return answered([
      { label: '2026 Q4', listed: 1 },
      { label: '2026 Q3', listed: total - 1 },
    ]);
  }
  asked.push(query);
  if (query.q === 'colour:red') {
    const problem = { title: 'x', code: 'query', status: 422, field: 'q', detail: 'no such key' };
    return { error: problem, response: new Response(null, { status: 422 }) };
  }
  const first = query.cursor ? Number(query.cursor) : (query.skip ?? 0);
  const last = Math.min(total, first + PAGE);
  await new Promise<void>((resolve) => (held ? held.push(resolve) : resolve()));
  const places = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  return answered({
    items: places.map((place) => incidentRow(place - added)),
    next: last < total ? String(last) : null,
    total,
  });
}

beforeEach(() => {
  [total, added, asked, held] = [1000, 0, [], undefined];
  vi.spyOn(api, 'GET').mockImplementation(get as never);
});

const loaded = (list: IncidentList) =>
  list.rows.flatMap((row, place) => (row && place % PAGE === 0 ? [place] : []));

async function opened(near = 0) {
  const list = new IncidentList();
  await list.ask('', 'newest', near);
  return list;
}

describe('a long list', () => {
  it('has a place for every row before it has the rows', async () => {
    const list = await opened();
    expect([list.total, list.rows.length]).toEqual([1000, 1000]);
    expect(list.rows[99]?.reference).toBe('INC-99');
    expect(list.rows[100]).toBeUndefined();
    expect(list.quarters?.map(({ label }) => label)).toEqual(['2026 Q4', '2026 Q3']);
  });

  it('is outdated while another query is asked, not while it is read again', async () => {
    const list = await opened();
    held = [];
    const again = list.again();
    expect([list.loading, list.outdated]).toEqual([true, false]);
    const other = list.ask('severity:SEV-1', 'newest');
    expect([list.loading, list.outdated]).toEqual([true, true]);
    const both = Promise.all([again, other]);
    for (const go of held) go();
    await both;
    expect([list.loading, list.outdated]).toEqual([false, false]);
  });

  it('reads on with the cursor, and leaps where the page before is not known', async () => {
    const list = await opened();
    list.want(100, 130);
    await vi.waitFor(() => expect(loaded(list)).toEqual([0, 100]));
    list.want(700, 730);
    await vi.waitFor(() => expect(loaded(list)).toEqual([0, 100, 700]));
    expect(asked.map(({ cursor, skip }) => cursor ?? skip)).toEqual([0, '100', 700]);
    expect(list.rows[712]?.reference).toBe('INC-712');
  });

  it('begins where somebody was', async () => {
    const list = await opened(640);
    expect(loaded(list)).toEqual([600]);
  });

  it('asks for nothing twice', async () => {
    const list = await opened();
    list.want(0, 120);
    list.want(90, 130);
    await vi.waitFor(() => expect(loaded(list)).toEqual([0, 100]));
    list.want(0, 199);
    expect(asked).toHaveLength(2);
  });

  it('passes by what was wanted on the way when somebody drags on', async () => {
    const list = await opened();
    held = [];
    for (const place of [200, 300, 400, 500, 900]) list.want(place, place + 30);
    expect(asked.slice(1).map(({ skip }) => skip)).toEqual([200, 300]);
    for (const release of held) release();
    held = undefined;
    await vi.waitFor(() => expect(loaded(list)).toEqual([0, 200, 300, 900]));
  });

  it('is read again where somebody looks when something came in between', async () => {
    const list = await opened();
    total = 1001;
    list.want(700, 730);
    await vi.waitFor(() => expect(list.total).toBe(1001));
    expect(list.rows).toHaveLength(1001);
    await vi.waitFor(() => expect(loaded(list)).toEqual([700]));
  });

  it('reads a range to its last row', async () => {
    const list = await opened();
    const rows = await list.load(95, 310);
    expect(rows).toHaveLength(216);
    expect([rows[0]?.reference, rows.at(-1)?.reference]).toEqual(['INC-95', 'INC-310']);
  });

  it('holds the height of what was seen before', () => {
    const list = new IncidentList();
    list.hold({ total: 500, quarters: null });
    expect(list.rows).toHaveLength(500);
    expect(list.shape).toEqual({ total: 500, quarters: null });
  });
});

it('turns the quarters with the order, and has none where it does not follow them', async () => {
  const list = new IncidentList();
  await list.ask('', 'oldest');
  expect(list.quarters?.map(({ label }) => label)).toEqual(['2026 Q3', '2026 Q4']);
  await list.ask('', 'longest');
  expect(list.quarters).toBeNull();
});

it('keeps what it showed when a search is refused, and says why', async () => {
  const list = await opened();
  await list.ask('colour:red', 'newest');
  expect(list.error?.problem.field).toBe('q');
  expect([list.total, list.loading]).toEqual([1000, false]);
  await list.ask('', 'newest');
  expect(list.error).toBeUndefined();
});

it('lets the answer to an overtaken search go by', async () => {
  const list = await opened();
  held = [];
  const first = list.ask('slow', 'newest');
  const releases = held;
  held = undefined;
  total = 3;
  await list.ask('quick', 'newest');
  total = 700;
  for (const release of releases) release();
  await first;
  expect(list.total).toBe(3);
});

it('keeps the current row when others add one before it', async () => {
  const follow = vi.spyOn(feed, 'follow').mockReturnValue(() => undefined);
  const list = await opened();
  const current = { index: 3 };
  list.follow(() => 0, current);
  added = 2;
  await follow.mock.calls[0]?.[0].read();
  expect(current.index).toBe(5);
  expect(list.rows[5]?.reference).toBe('INC-3');
  await follow.mock.calls[0]?.[0].read();
  expect(current.index).toBe(5);
});
