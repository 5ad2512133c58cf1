import { SvelteSet } from 'svelte/reactivity';

/** The forms of the settings that hold something that is not saved, by what they are called. */
const names = new SvelteSet<string>();

export const unsaved = {
  get list(): string[] {
    return [...names];
  },
};

/** Called while a form is set up; it is on the list for as long as it is dirty and there. */
export function useUnsaved(name: string, dirty: () => boolean): void {
  $effect(() => {
    if (!dirty()) return;
    names.add(name);
    return () => names.delete(name);
  });
}
