import { beforeEach, expect, it, vi } from 'vitest';

import { api } from '$lib/api/client';

import { actionView } from '../../test/action';

import { patchEach, undoEach } from './change-action';

const PROBLEM = {
  type: 'x',
  title: 'Refused',
  status: 422,
  code: 'person_has_left',
  detail: 'No.',
};

function answer(status: number, body: object) {
  const outcome = status < 400 ? { data: body } : { error: { ...PROBLEM, ...body, status } };
  return { ...outcome, response: new Response(null, { status }) };
}

const patch = vi.spyOn(api, 'PATCH');
const post = vi.spyOn(api, 'POST');

beforeEach(() => {
  patch.mockReset();
  post.mockReset();
});

it('changes one after the other, each as it was seen, and tells refusals by their row', async () => {
  const rows = ['INC-1', 'INC-2', 'INC-3'].map((incident, index) =>
    actionView({ incident, version: index + 4 }),
  );
  patch
    .mockResolvedValueOnce(answer(200, { reference: 'INC-1', version: 5 }) as never)
    .mockResolvedValueOnce(answer(422, { detail: 'Mika has left.' }) as never)
    .mockResolvedValueOnce(answer(409, { detail: 'both sides' }) as never);
  const { made, failures } = await patchEach(rows, { owner: 3 });
  expect(made.map(({ reference, version }) => [reference, version])).toEqual([['INC-1', 5]]);
  expect(failures.map(({ row, reason }) => [row.incident, reason])).toEqual([
    ['INC-2', 'Mika has left.'],
    ['INC-3', 'somebody changed it meanwhile; look again'],
  ]);
  const sent = patch.mock.calls as unknown as [string, { params: { header: object } }][];
  const seen = sent.map(([, init]) => init.params.header);
  expect(seen).toEqual([{ 'If-Match': '"4"' }, { 'If-Match': '"5"' }, { 'If-Match': '"6"' }]);
});

it('undoes the last first, goes on after a refusal and says what stays', async () => {
  post
    .mockResolvedValueOnce(answer(200, {}) as never)
    .mockResolvedValueOnce(answer(422, { detail: 'it was changed since.' }) as never)
    .mockResolvedValueOnce(answer(200, {}) as never);
  const edits = [
    { reference: 'INC-1', version: 5 },
    { reference: 'INC-2', version: 8 },
    { reference: 'INC-1', version: 6 },
  ];
  expect(await undoEach(edits)).toEqual(['INC-2: it was changed since.']);
  const sent = post.mock.calls as unknown as [string, { params: { path: object }; body: object }][];
  const undone = sent.map(([, { params, body }]) => [params.path, body]);
  expect(undone).toEqual([
    [{ reference: 'INC-1' }, { version: 6 }],
    [{ reference: 'INC-2' }, { version: 8 }],
    [{ reference: 'INC-1' }, { version: 5 }],
  ]);
});
