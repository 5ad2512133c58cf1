import { beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiError } from '$lib/api/problem';
import type { MeetingView } from '$lib/api/meeting-shapes';
import type { OpenIncident } from '$lib/components/document/open-incident.svelte';

import { meetingAction, meetingView } from '../../test/meeting';

import { MeetingRoom } from './meeting-room.svelte';
import type { MeetingRequests } from './requests';

const read = vi.fn<() => Promise<MeetingView>>();
const refresh = vi.fn(() => Promise.resolve());
let room: MeetingRoom;

beforeEach(() => {
  read.mockReset();
  refresh.mockClear();
  const near = [meetingAction({ incident: 'INC-31' })];
  const view = meetingView({
    version: 5,
    agenda: { steps: [], near, elsewhere: 0, proof_missing: [] },
  });
  const incident = { view: { version: 5 }, refresh } as unknown as OpenIncident;
  room = new MeetingRoom(view, incident, { read } as unknown as MeetingRequests);
});

/** An answer that comes when the test says so. */
function awaited() {
  let answer!: (view: MeetingView) => void;
  let refuse!: (error: Error) => void;
  const promise = new Promise<MeetingView>((resolve, reject) => {
    answer = resolve;
    refuse = reject;
  });
  return { promise, answer, refuse };
}

const change = (incident: string | null, version: number | null) => ({
  seq: 1,
  at: '2026-10-14T14:00:00Z',
  incident,
  version,
  name: 'meeting.step_entered',
  place: 'meeting_run',
});

describe('what is read again', () => {
  it('is what the page does not have yet, of this incident or of one whose action is looked at', () => {
    expect(room.concerns(change('INC-57', 6))).toBe(true);
    expect(room.concerns(change('INC-57', 5))).toBe(false);
    expect(room.concerns(change('INC-31', 2))).toBe(true);
    expect(room.concerns(change('INC-12', 2))).toBe(false);
    expect(room.concerns(change(null, null))).toBe(false);
  });

  it('brings the document along when it is older', async () => {
    read.mockResolvedValueOnce(meetingView({ version: 6 }));
    await room.refresh();
    expect(room.view.version).toBe(6);
    expect(refresh).toHaveBeenCalledOnce();
  });

  it('is not replaced by an answer that was overtaken', async () => {
    read.mockResolvedValueOnce(meetingView({ version: 4, title: 'old' }));
    await room.refresh();
    expect(room.view.version).toBe(5);
    expect(refresh).not.toHaveBeenCalled();
  });

  it('is read once more when a write began meanwhile', async () => {
    const half = awaited();
    const written = awaited();
    read.mockReturnValueOnce(half.promise);
    read.mockResolvedValueOnce(meetingView({ version: 5, title: 'whole' }));
    const refreshed = room.refresh();
    await vi.waitFor(() => {
      expect(read).toHaveBeenCalledOnce();
    });
    const write = room.write(() => written.promise);
    half.answer(meetingView({ version: 5, title: 'half' }));
    written.answer(meetingView({ version: 5, title: 'written' }));
    await write;
    expect(room.view.title).toBe('written');
    await refreshed;
    expect(room.view.title).toBe('whole');
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('waits for a write that is on its way, also for one that is refused', async () => {
    const written = awaited();
    const write = room.write(() => written.promise);
    read.mockResolvedValueOnce(meetingView({ version: 6 }));
    const refreshed = room.refresh();
    await Promise.resolve();
    expect(read).not.toHaveBeenCalled();
    written.refuse(new Error('refused'));
    await expect(write).rejects.toThrow('refused');
    await refreshed;
    expect(room.view.version).toBe(6);
  });

  it('stays as it is when nothing answers', async () => {
    const problem = { type: '', title: '', status: 0, code: 'unreachable', detail: 'no answer' };
    read.mockRejectedValueOnce(new ApiError(problem));
    await room.refresh();
    expect(room.view.version).toBe(5);
  });
});

it('says what was refused, and forgets it with the next change', async () => {
  const detail = 'Ines leads this meeting; take over first';
  const refused = { type: '', title: '', status: 422, code: 'not_facilitating', detail };
  expect(await room.attempt(() => Promise.reject(new ApiError(refused)))).toBe(false);
  expect(room.refused).toBe(`${detail}.`);
  expect(await room.attempt(() => Promise.resolve(meetingView({ version: 6 })))).toBe(true);
  expect(room.refused).toBeUndefined();
});

it('goes by the server’s clock', () => {
  expect(Math.abs(room.clock.now - Date.parse('2026-10-14T14:00:00Z'))).toBeLessThan(1000);
});
