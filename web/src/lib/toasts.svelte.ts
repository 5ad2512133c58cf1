/** Short messages at the foot of the page. What can be taken back carries an Undo. */

import { untrack } from 'svelte';

import { ApiError, sentence } from './api/problem';

const SHOWN_MS = 10_000;

export interface Toast {
  id: number;
  message: string;
  undo?: () => void | Promise<void>;
}

class Toasts {
  list = $state.raw<Toast[]>([]);

  #nextId = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(message: string, options: { undo?: Toast['undo'] } = {}): number {
    const id = this.#nextId++;
    // Often called from an effect, which must not come to depend on the list it adds to.
    this.list = [...untrack(() => this.list), { id, message, undo: options.undo }];
    this.resume(id);
    return id;
  }

  dismiss(id: number): void {
    this.pause(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  async undo(id: number): Promise<void> {
    const toast = this.list.find((candidate) => candidate.id === id);
    this.dismiss(id);
    try {
      await toast?.undo?.();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.show(`It was not undone. ${sentence(error.message)}`);
    }
  }

  /** Undoes the latest that can be undone. */
  async undoLatest(): Promise<void> {
    const latest = this.list.findLast((toast) => toast.undo);
    if (latest) await this.undo(latest.id);
  }

  /** A toast stays while the pointer or the focus is on it: reading takes the time it takes. */
  pause(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.pause(id);
    if (!untrack(() => this.list).some((toast) => toast.id === id)) return;
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), SHOWN_MS),
    );
  }
}

export const toasts = new Toasts();
