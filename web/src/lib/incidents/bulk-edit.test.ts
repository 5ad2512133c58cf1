import { beforeEach, expect, it, vi } from 'vitest';

import { api } from '$lib/api/client';

import { incidentRow } from '../../test/incident';

import { BulkEdit } from './bulk-edit.svelte';

interface Request {
  params: { path: { reference: string }; header?: { 'If-Match': string } };
  body: unknown;
}

const refused = new Set<string>();
let edits: string[] = [];

function answer(reference: string, version: number) {
  if (!refused.has(reference)) {
    return { data: { reference, version }, response: new Response(null, { status: 200 }) };
  }
  const error = { title: 'Conflict', code: 'conflict', status: 409, detail: 'changed meanwhile' };
  return { error, response: new Response(null, { status: 409 }) };
}

beforeEach(() => {
  refused.clear();
  edits = [];
  vi.spyOn(api, 'PATCH').mockImplementation(((_path: string, { params, body }: Request) => {
    const seen = params.header?.['If-Match'] ?? '';
    edits.push(`${params.path.reference} at ${seen} ${JSON.stringify(body)}`);
    return Promise.resolve(answer(params.path.reference, Number(seen.replaceAll('"', '')) + 1));
  }) as never);
  vi.spyOn(api, 'POST').mockImplementation(((_path: string, { params, body }: Request) => {
    edits.push(`undo ${params.path.reference} ${JSON.stringify(body)}`);
    return Promise.resolve(answer(params.path.reference, 9));
  }) as never);
});

const rows = [incidentRow(1, { version: 3 }), incidentRow(2, { severity: 'sev1' }), incidentRow(3)];
const toSev1 = (row: { severity: string }) =>
  row.severity === 'sev1' ? null : { severity: 'sev1' as const };

it('writes one after the other, each on the version that was seen', async () => {
  const bulk = new BulkEdit();
  const outcome = await bulk.run(rows, toSev1);
  expect(edits).toEqual(['INC-1 at "3" {"severity":"sev1"}', 'INC-3 at "1" {"severity":"sev1"}']);
  expect(outcome).toEqual({
    made: [
      { reference: 'INC-1', version: 4 },
      { reference: 'INC-3', version: 2 },
    ],
    failures: [],
    unchanged: 1,
  });
  expect(bulk.running).toBe(false);
});

it('goes on after a refusal and tells it row by row', async () => {
  refused.add('INC-1');
  const bulk = new BulkEdit();
  const { made, failures } = await bulk.run(rows, toSev1);
  expect(made.map(({ reference }) => reference)).toEqual(['INC-3']);
  expect(failures).toEqual([{ reference: 'INC-1', reason: 'changed meanwhile' }]);
  expect(bulk.failures).toEqual(failures);
});

it('takes back by the version that each edit made', async () => {
  const bulk = new BulkEdit();
  const { made } = await bulk.run(rows, toSev1);
  edits = [];
  refused.add('INC-3');
  const back = await bulk.undo(made);
  expect(edits).toEqual(['undo INC-1 {"version":4}', 'undo INC-3 {"version":2}']);
  expect([back.made.length, back.failures.length]).toEqual([1, 1]);
});

it('never takes back an edit that it did not make', async () => {
  vi.spyOn(api, 'PATCH').mockImplementation((() => Promise.resolve(answer('INC-1', 3))) as never);
  const { made, unchanged } = await new BulkEdit().run(rows.slice(0, 1), toSev1);
  expect([made, unchanged]).toEqual([[], 1]);
});

it('stops where it is told to; what is done stays done', async () => {
  const bulk = new BulkEdit();
  const { made } = await bulk.run(rows, (row) => {
    bulk.stop();
    return toSev1(row);
  });
  expect(made.map(({ reference }) => reference)).toEqual(['INC-1']);
  expect(bulk.running).toBe(false);
});
