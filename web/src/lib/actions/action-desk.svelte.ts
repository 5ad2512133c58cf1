import { ApiError } from '$lib/api/problem';
import type { ActionPatch, ActionView } from '$lib/api/shapes';
import type { TicketWays } from '$lib/components/tickets/ways';
import { createTicket, linkTicket, settleTicket, unlinkTicket } from '$lib/tickets/requests';
import { toasts } from '$lib/toasts.svelte';

import type { ActionList } from './action-list.svelte';
import { rowKey } from './change-action';

/** What is being asked about rows before they are changed. */
export interface Asking {
  what: 'blocked' | 'wont_do' | 'ticket' | 'proof';
  rows: ActionView[];
}

/** A small menu that stands at what opened it. */
export interface OpenMenu {
  what: 'state' | 'owner';
  rows: ActionView[];
  anchor: HTMLElement;
}

/** The rows that were picked out, and what is being done to which rows. */
export class ActionDesk {
  asking = $state.raw<Asking | null>(null);
  menu = $state.raw<OpenMenu | null>(null);
  /** By their keys. */
  picked = $state.raw<string[]>([]);

  readonly #list: ActionList;
  readonly #shown: () => ActionView[];

  /** `shown` are the rows of the page; what leaves it is no longer picked. */
  constructor(list: ActionList, shown: () => ActionView[]) {
    this.#list = list;
    this.#shown = shown;
  }

  get pickedRows(): ActionView[] {
    // A row may be shown twice: under each of its services.
    const first = (key: string) => this.#shown().find((row) => rowKey(row) === key);
    return this.picked.map(first).filter((row) => row !== undefined);
  }

  isPicked(row: ActionView): boolean {
    return this.picked.includes(rowKey(row));
  }

  pick(row: ActionView | undefined): void {
    if (!row) return;
    const others = this.picked.filter((key) => key !== rowKey(row));
    this.picked = this.isPicked(row) ? others : [...others, rowKey(row)];
  }

  readonly clear = (): void => {
    this.picked = [];
  };

  /** The rows that a key is for: those picked, or else the one it stands on. */
  targets(current: ActionView | undefined): ActionView[] {
    const picked = this.pickedRows;
    return picked.length > 0 ? picked : current ? [current] : [];
  }

  /** Opens a menu, or closes it when it stands at the same place already. */
  toggle(menu: OpenMenu): void {
    const same = this.menu?.anchor === menu.anchor && this.menu.what === menu.what;
    this.menu = same ? null : menu;
  }

  ask(what: Asking['what'], rows: ActionView[]): void {
    if (rows.length > 0) this.asking = { what, rows };
  }

  /** What a form sends; for one row it throws what belongs to a field. */
  async apply(rows: ActionView[], patch: ActionPatch, done: string): Promise<void> {
    const [only] = rows;
    if (!only) return;
    if (rows.length === 1) {
      await this.#list.change(only, patch, `“${only.action.title}”: ${done}.`);
      return;
    }
    const failures = await this.#list.changeAll(rows, patch, done);
    this.picked = failures.map(({ row }) => rowKey(row));
  }

  /** What the dialog of a ticket does; a name by hand goes to several at once. */
  ticketWays(rows: ActionView[]): TicketWays {
    const [only] = rows;
    const one = async (work: (place: ActionView) => Promise<unknown>) => {
      if (!only) return;
      await work(only);
      await this.#list.reload();
    };
    return {
      create: () => one(createTicket),
      link: (written) => one((row) => linkTicket(row, written)),
      unlink: () => one(unlinkTicket),
      settle: (side) => one((row) => settleTicket(row, side)),
      write: (ticket) =>
        this.apply(rows, { ticket }, ticket ? `linked ${ticket.key}` : 'its ticket taken away'),
    };
  }

  /** What a key or a menu does at once; a refusal is said in a message. */
  readonly applyNow = (rows: ActionView[], patch: ActionPatch, done: string): void => {
    this.apply(rows, patch, done).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      toasts.show(`Not changed: ${error.message}`);
    });
  };

  /** Sets a state that needs no words. */
  setState(rows: ActionView[], state: 'open' | 'in_progress' | 'done'): void {
    const others = rows.filter(({ action }) => action.state !== state);
    // A calm word: done is done, and the next meeting asks for what shows it.
    const words = {
      open: 'not started',
      in_progress: 'in progress',
      done: 'done; proof is missing',
    } as const;
    this.applyNow(others, { state }, words[state]);
  }
}
