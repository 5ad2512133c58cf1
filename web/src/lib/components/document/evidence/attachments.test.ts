/** Files that wait for their entry, and what becomes of each. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { attachFile, FILE_MAX } from '$lib/api/upload';
import { ApiError } from '$lib/api/problem';
import type { EventForm, IncidentView, TimelineEvent } from '$lib/api/incident-shapes';

import type { OpenIncident, Write } from '../open-incident.svelte';
import { Attachments, justAdded, sizeText } from './attachments.svelte';

vi.mock('$lib/api/upload', async (original) => ({
  ...(await original<typeof import('$lib/api/upload')>()),
  attachFile: vi.fn(),
}));

const sending = vi.mocked(attachFile);
const incident = {
  view: { reference: 'INC-7' },
  save: async (write: Write) => void (await write({} as never, 1)),
} as unknown as OpenIncident;

function file(name: string, size = 3): File {
  const one = new File(['abc'], name);
  Object.defineProperty(one, 'size', { value: size });
  return one;
}

function refusal(detail: string): ApiError {
  return new ApiError({ type: '', title: '', status: 422, code: 'file_kind', detail });
}

beforeEach(() => {
  sending.mockResolvedValue({} as IncidentView);
});
afterEach(() => vi.clearAllMocks());

describe('attachments', () => {
  it('are sent one after the other to their entry', async () => {
    const attachments = new Attachments();
    attachments.add([file('a.log'), file('b.png')]);
    expect(await attachments.send(incident, 4)).toBe(true);
    expect(sending.mock.calls.map(([entry, { name }]) => [entry.event, name])).toEqual([
      [4, 'a.log'],
      [4, 'b.png'],
    ]);
    expect(attachments.list).toEqual([]);
  });

  it('keep what was refused, with its reason, and go on with the rest', async () => {
    const attachments = new Attachments();
    attachments.add([file('a.zip'), file('b.png')]);
    sending.mockRejectedValueOnce(refusal('this is none of the files that are taken'));
    expect(await attachments.send(incident, 4)).toBe(false);
    expect(attachments.list.map(({ label, error }) => [label, error])).toEqual([
      ['a.zip, 1 kB', 'This is none of the files that are taken.'],
    ]);
    expect(attachments.leftOver).toContain('a.zip was not attached. This is none');
    expect(await attachments.send(incident, 4)).toBe(true);
    expect(sending).toHaveBeenCalledTimes(3);
  });

  it('say at once what cannot be taken', () => {
    const attachments = new Attachments();
    attachments.add([
      file('large.log', FILE_MAX + 1),
      file('empty.log', 0),
      file('whole.log', FILE_MAX),
    ]);
    expect(attachments.refused).toBe(true);
    const errors = attachments.list.map(({ error }) => error);
    expect(errors).toEqual(['It has 25.0 MB; 25 MB is the most.', 'It is empty.', undefined]);
    for (const one of attachments.list.slice(0, 2)) attachments.takeOut(one);
    expect(attachments.refused).toBe(false);
  });
});

it('finds the entry that was just added among equal ones', () => {
  const entry = (id: number, text: string, occurred_at: string) =>
    ({ id, text, occurred_at }) as TimelineEvent;
  const at = '2026-10-08T09:12:00Z';
  const timeline = [entry(5, 'x', at), entry(3, 'x', at), entry(9, 'y', at)];
  expect(
    justAdded(timeline, { text: 'x', occurred_at: '2026-10-08T09:12:00.000Z' } as EventForm),
  ).toBe(5);
  expect(justAdded(timeline, { text: 'z', occurred_at: at } as EventForm)).toBeUndefined();
});

it('tells sizes as people say them', () => {
  expect([1, 2048, 1_310_720].map(sizeText)).toEqual(['1 kB', '2 kB', '1.3 MB']);
});
