import { onMount, untrack } from 'svelte';

import { keyboard, type Shortcut } from './keyboard';

/** One entry of the footer: a key, or several that do the same kind of thing. */
export interface KeyHint {
  keys: string[];
  label: string;
}

export interface PageKeys {
  /**
   * Shown in the footer, in this order; a function where they change while the page is open. `?`
   * for all of them is added by the shell.
   */
  hints?: KeyHint[] | (() => KeyHint[]);
  /** Live while the page is; each is listed in the shortcut sheet. */
  shortcuts?: Shortcut[];
}

class CurrentPageKeys {
  /** No single key leads away: one takes part in something. */
  stays = $state(false);
  hints = $state.raw<KeyHint[]>([]);
  shortcuts = $state.raw<Shortcut[]>([]);
}

export const pageKeys = new CurrentPageKeys();

/** Called once while a page is set up; takes everything back when the page goes. */
export function usePageKeys({ hints = [], shortcuts = [] }: PageKeys): void {
  onMount(() => {
    const unregister = keyboard.register(shortcuts);
    pageKeys.shortcuts = shortcuts;
    return () => {
      unregister();
      // The next page may already have put its own in place.
      if (pageKeys.shortcuts === shortcuts) pageKeys.shortcuts = [];
    };
  });
  $effect(() => {
    const shown = typeof hints === 'function' ? hints() : hints;
    pageKeys.hints = shown;
    return () => {
      if (untrack(() => pageKeys.hints) === shown) pageKeys.hints = [];
    };
  });
}

/** While the component is there, no single key leaves the page. */
export function useStay(): void {
  onMount(() => {
    pageKeys.stays = true;
    return () => (pageKeys.stays = false);
  });
}
