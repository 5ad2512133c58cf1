/** What the menu at a state mark offers, and the key of each. */

import type { ActionState } from '$lib/components/marks/StateShape.svelte';

export interface StateChoice {
  key: string;
  label: string;
  state: ActionState;
  /** Whether words are asked for first: what blocks it, or why it will not be done. */
  asks?: 'blocked' | 'wont_do';
}

export const STATE_CHOICES: StateChoice[] = [
  { key: 'n', label: 'Not started', state: 'open' },
  { key: 'p', label: 'In progress', state: 'in_progress' },
  { key: 'b', label: 'In progress, blocked…', state: 'in_progress', asks: 'blocked' },
  { key: 'd', label: 'Done', state: 'done' },
  { key: 'w', label: 'Won’t do…', state: 'wont_do', asks: 'wont_do' },
];

interface Stated {
  action: { state: ActionState; blocked_by?: string };
}

/** Whether all the rows stand as the choice says. */
export function isChosen(choice: StateChoice, rows: Stated[]): boolean {
  return rows.every(({ action }) => {
    if (action.state !== choice.state) return false;
    if (choice.state !== 'in_progress') return true;
    return Boolean(action.blocked_by) === (choice.asks === 'blocked');
  });
}
