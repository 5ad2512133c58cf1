/** Who is in a meeting, who is awaited, and what part each has. */

import type { MeetingView, MeetingWord, Phase } from '$lib/api/meeting-shapes';

export interface Participant {
  id: number;
  part: 'facilitates' | 'takes notes' | undefined;
  present: boolean;
  /** Said beforehand that they cannot come. */
  declined: boolean;
  /** How they arrived, or how they leave. */
  word: string | undefined;
}

/** The facilitator, the scribe, then who was asked, then who came unasked. */
export function participants(
  { plan, run, words }: Pick<MeetingView, 'plan' | 'run' | 'words'>,
  phase: Phase,
): Participant[] {
  const facilitator = run?.facilitator ?? plan?.facilitator ?? null;
  const scribe = plan?.scribe ?? null;
  const present = new Set(run?.present);
  // Whoever was to lead is awaited, also when somebody else began in their place.
  const asked = [plan?.facilitator ?? null, ...(plan?.attendees ?? [])];
  const everybody = [facilitator, scribe, ...asked, ...present];
  const ids = [...new Set(everybody.filter((id) => id !== null))];
  return ids
    .map((id): Participant => {
      const part = id === facilitator ? 'facilitates' : id === scribe ? 'takes notes' : undefined;
      return {
        id,
        part,
        present: present.has(id),
        declined: plan?.cannot_come.includes(id) ?? false,
        word: wordOf(words, id, phase),
      };
    })
    .toSorted((one, other) => Number(awaited(one)) - Number(awaited(other)));
}

/** Who has a part keeps their place; others go down while they are not there. */
function awaited({ present, part }: Participant): boolean {
  return !present && part === undefined;
}

function wordOf(words: MeetingWord[], by: number, phase: Phase): string | undefined {
  return words.findLast((word) => word.by === by && word.phase === phase)?.text;
}

/** Words that nobody stands behind, in an anonymous meeting. */
export function namelessWords(words: MeetingWord[], phase: Phase): MeetingWord[] {
  return words.filter((word) => word.by === null && word.phase === phase);
}

export function yourWord(words: MeetingWord[], phase: Phase): string {
  return words.findLast((word) => word.yours && word.phase === phase)?.text ?? '';
}
