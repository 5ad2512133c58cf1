/** An answer that was still being written when its field went: the step did, or all was shown. */

import { ApiError } from '$lib/api/problem';
import type { FourQuestion } from '$lib/api/incident-shapes';
import { toasts } from '$lib/toasts.svelte';

import type { MeetingRoom } from './meeting-room.svelte';

export interface Unsent {
  /** Of the answer that it changes; a new one without. */
  id: number | undefined;
  question: FourQuestion;
  text: string;
}

/** It joins the answers as it is; where it would then bear a name, its writer decides. */
export async function keepUnsent(room: MeetingRoom, unsent: Unsent): Promise<void> {
  const { id, question, text } = unsent;
  try {
    await room.write((requests) =>
      id === undefined
        ? requests.answer(question, text)
        : requests.changeAnswer(id, question, text),
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await afterSilence(room, unsent);
  }
}

async function afterSilence(room: MeetingRoom, { question, text }: Unsent): Promise<void> {
  if (room.view.run?.anonymous !== false) {
    toasts.show(`Not kept, since it would bear your name now: “${text}”`);
    return;
  }
  try {
    await room.incident.save((requests) => requests.addAnswer({ question, text }), {
      undo: 'What you were writing joined the answers',
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toasts.show(`Not kept: “${text}”`);
  }
}
