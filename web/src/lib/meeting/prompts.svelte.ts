/** What whoever facilitates may ask: the prompts of the meeting's steps and of the four questions. */

import { getContext, setContext } from 'svelte';

import { api, expectOk } from '$lib/api/client';
import type {
  FacilitatorPrompt,
  OfferedPrompts,
  Place,
  PromptPlace,
  Step,
} from '$lib/api/meeting-shapes';
import type { Remote } from '$lib/api/remote.svelte';

export function readPrompts(signal: AbortSignal): Promise<OfferedPrompts[]> {
  return expectOk(api.GET('/api/v1/meetings/prompts', { signal }));
}

export function promptsAt(
  offered: readonly OfferedPrompts[],
  place: PromptPlace,
): FacilitatorPrompt[] {
  return offered.find((of) => of.place === place)?.prompts ?? [];
}

/** Where a meeting is: at one of the four questions, or in a step as a whole. */
export function promptPlace(step: Step, place: Place | null | undefined): PromptPlace {
  return step === 'four_questions' && place?.at === 'four_question' ? place.question : step;
}

const STORED = 'afterword-meeting-prompts';

/** Whether this browser has them open; whoever leads sees them until they fold them. */
class PromptsFold {
  #chosen = $state<boolean | undefined>(saved());

  isOpen(leads: boolean): boolean {
    return this.#chosen ?? leads;
  }

  toggle(leads: boolean): void {
    const open = !this.isOpen(leads);
    this.#chosen = open;
    try {
      localStorage.setItem(STORED, open ? 'open' : 'folded');
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  /** As in a browser that never chose. */
  forget(): void {
    this.#chosen = undefined;
    try {
      localStorage.removeItem(STORED);
    } catch {
      // Then there is nothing to forget.
    }
  }
}

function saved(): boolean | undefined {
  try {
    const kept = localStorage.getItem(STORED);
    return kept === null ? undefined : kept === 'open';
  } catch {
    return undefined;
  }
}

export const promptsFold = new PromptsFold();

const KEY = Symbol('the prompts of the meeting');

export function setPrompts(prompts: Remote<OfferedPrompts[]>): void {
  setContext(KEY, prompts);
}

/** Those of the meeting around a component; none yet while they are being read. */
export function promptsHere(): Remote<OfferedPrompts[]> | undefined {
  return getContext<Remote<OfferedPrompts[]> | undefined>(KEY);
}
