/** The facilitator's prompts while they are edited, and what of them the workspace keeps. */

import type { FacilitatorPrompt, OfferedPrompts, PromptPlace } from '$lib/api/meeting-shapes';

import type { Settings } from './save-settings';

export type OwnPrompts = Settings['prompts'];

/** A prompt that is being edited; `id` tells it from the others while they move. */
export interface DraftPrompt extends FacilitatorPrompt {
  id: number;
}

export interface DraftPlace {
  place: PromptPlace;
  prompts: DraftPrompt[];
  usual: FacilitatorPrompt[];
}

export const LONGEST = { ask: 200, note: 300 };
export const MOST = 12;

let made = 0;

export function drafted({ ask, note }: FacilitatorPrompt): DraftPrompt {
  made += 1;
  return { id: made, ask, note };
}

export function draftOf(offered: readonly OfferedPrompts[]): DraftPlace[] {
  return offered.map(({ place, prompts, usual }) => ({
    place,
    prompts: prompts.map(drafted),
    usual,
  }));
}

/** As it is kept: folded to one line, without what was left empty altogether. */
function settled(prompts: readonly FacilitatorPrompt[]): FacilitatorPrompt[] {
  const line = (text: string) => text.trim().replace(/\s+/g, ' ');
  return prompts
    .map(({ ask, note }) => ({ ask: line(ask), note: line(note) }))
    .filter(({ ask, note }) => ask !== '' || note !== '');
}

export function isSame(
  one: readonly FacilitatorPrompt[],
  other: readonly FacilitatorPrompt[],
): boolean {
  return JSON.stringify(settled(one)) === JSON.stringify(settled(other));
}

/** Whether the workspace has prompts of its own there. */
export function isOwn({ prompts, usual }: DraftPlace): boolean {
  return !isSame(prompts, usual);
}

/** Only what is not as it comes is kept, so that the rest follows later versions of the program. */
export function ownPrompts(draft: readonly DraftPlace[]): OwnPrompts {
  return draft.filter(isOwn).map(({ place, prompts }) => ({ place, prompts: settled(prompts) }));
}

export function keptPrompts(offered: readonly OfferedPrompts[]): OwnPrompts {
  return ownPrompts(draftOf(offered));
}

/** Prompts that have a note and ask nothing. */
export function askless(draft: readonly DraftPlace[]): Set<number> {
  const prompts = draft.flatMap((of) => of.prompts);
  return new Set(prompts.filter(({ ask, note }) => !ask.trim() && note.trim()).map(({ id }) => id));
}

/** "5 prompts, your own" */
export function placeWords(of: DraftPlace): string {
  const count = settled(of.prompts).length;
  const words = count === 0 ? 'no prompt' : count === 1 ? '1 prompt' : `${count} prompts`;
  return isOwn(of) ? `${words}, your own` : words;
}
