/** The keys of the list of actions; each is for what is selected, or else for the row it stands on. */

import { goto } from '$app/navigation';

import type { ActionView } from '$lib/api/shapes';
import type { ListCursor } from '$lib/list-cursor.svelte';
import type { PageKeys } from '$lib/page-keys.svelte';

import type { ActionDesk } from './action-desk.svelte';

interface Given {
  cursor: ListCursor;
  desk: ActionDesk;
  /** The row the cursor stands on. */
  row: () => ActionView | undefined;
  editable: () => boolean;
  onfilter: () => void;
}

export function actionKeys({ cursor, desk, row, editable, onfilter }: Given): PageKeys {
  const on = (run: (rows: ActionView[]) => void) => () => {
    if (editable()) run(desk.targets(row()));
  };

  /** Where a menu stands that a key opened: in the row, or in the bar of what is selected. */
  function reassign(rows: ActionView[]) {
    const line = document.getElementById(cursor.rowId(cursor.index));
    const anchor =
      document.getElementById('reassign-selected') ??
      line?.querySelector<HTMLElement>('.owner-button');
    if (anchor && rows.length > 0) desk.toggle({ what: 'owner', rows, anchor });
  }

  function ticket() {
    const at = row();
    const url = at?.action.ticket?.url;
    if (url && /^https?:\/\//.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
    else if (at && editable()) desk.ask('ticket', [at]);
  }

  function prove(row: ActionView | undefined) {
    if (row?.action.state === 'done') desk.ask('proof', [row]);
  }

  // `n` starts a post-mortem everywhere else; here a row that is marked comes first.
  function notStarted() {
    const rows = desk.targets(row());
    if (rows.length === 0) void goto('/incidents/new');
    else if (editable()) desk.setState(rows, 'open');
  }

  return {
    hints: [
      { keys: ['j', 'k'], label: 'move' },
      { keys: ['d'], label: 'done' },
      { keys: ['p'], label: 'in progress' },
      { keys: ['r'], label: 'reassign' },
      { keys: ['t'], label: 'open ticket' },
      { keys: ['e'], label: 'proof' },
      { keys: ['x'], label: 'select' },
    ],
    shortcuts: [
      ...cursor.shortcuts,
      { keys: 'd', label: 'done', run: on((rows) => desk.setState(rows, 'done')) },
      { keys: 'p', label: 'in progress', run: on((rows) => desk.setState(rows, 'in_progress')) },
      { keys: 'n', label: 'not started; without a row, new post-mortem', run: notStarted },
      {
        keys: 'b',
        label: 'in progress, and what blocks it',
        run: on((r) => desk.ask('blocked', r)),
      },
      { keys: 'w', label: 'won’t do', run: on((rows) => desk.ask('wont_do', rows)) },
      { keys: 'r', label: 'reassign', run: on(reassign) },
      { keys: 't', label: 'open the ticket, or link one', run: ticket },
      {
        keys: 'T',
        label: 'change the ticket',
        run: on(([first]) => first && desk.ask('ticket', [first])),
      },
      { keys: 'e', label: 'proof that it is done', run: on(([first]) => prove(first)) },
      { keys: 'x', label: 'select the row', run: () => editable() && desk.pick(row()) },
      { keys: 'f', label: 'filter', run: onfilter },
    ],
  };
}
