import { beforeEach, expect, it, vi } from 'vitest';

import { ApiError } from '$lib/api/problem';
import { toasts } from '$lib/toasts.svelte';

import { meetingRun, meetingView } from '../../test/meeting';

import type { MeetingRoom } from './meeting-room.svelte';
import { keepUnsent } from './unsent-answer';

const unsent = { id: undefined, question: 'helped' as const, text: 'The runbook' };
const write = vi.fn<MeetingRoom['write']>();
const save = vi.fn(() => Promise.resolve());

function room(anonymous: boolean): MeetingRoom {
  const view = meetingView({ run: meetingRun({ anonymous }) });
  return { view, write, incident: { save } } as unknown as MeetingRoom;
}

function refusal(): ApiError {
  const detail = 'the answers were shown';
  return new ApiError({ type: '', title: '', status: 422, code: 'answers_shown', detail });
}

beforeEach(() => {
  write.mockReset();
  save.mockClear();
  toasts.list = [];
});

it('is kept in silence while there is any', async () => {
  write.mockResolvedValue();
  await keepUnsent(room(false), unsent);
  expect(save).not.toHaveBeenCalled();
});

it('joins the answers once they are shown', async () => {
  write.mockRejectedValue(refusal());
  await keepUnsent(room(false), unsent);
  expect(save).toHaveBeenCalledOnce();
});

it('is handed back where it would lose its namelessness', async () => {
  write.mockRejectedValue(refusal());
  await keepUnsent(room(true), unsent);
  expect(save).not.toHaveBeenCalled();
  expect(toasts.list.map(({ message }) => message)).toEqual([
    'Not kept, since it would bear your name now: “The runbook”',
  ]);
});
