/** The keys of a step: its own, and those that hold in every step. */

import type { Shortcut } from '$lib/keyboard';
import type { Stage } from '$lib/meeting/stage.svelte';
import { usePageKeys, type KeyHint } from '$lib/page-keys.svelte';

interface StepKeys {
  hints?: () => KeyHint[];
  shortcuts?: Shortcut[];
}

/** Called once while a step is set up. */
export function useStepKeys(of: () => Stage, { hints, shortcuts = [] }: StepKeys = {}): void {
  const stage = of();
  const common: KeyHint[] = [{ keys: ['←', '→'], label: 'step' }];
  const minute: KeyHint = { keys: ['T'], label: 'add a minute' };
  usePageKeys({
    hints: () => [...(hints?.() ?? common), ...(stage.room.leads ? [minute] : [])],
    shortcuts: [...stage.shortcuts, ...shortcuts],
  });
}
