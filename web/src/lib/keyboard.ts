/**
 * Shortcuts: which keys lead where, and when they must keep quiet. Pages add theirs through
 * `page-keys.svelte.ts`; the shell attaches the one listener.
 */

import { singleKeys } from './single-keys.svelte';

export interface Shortcut {
  /** A key as `KeyboardEvent.key` names it, or two in a row: `'n'`, `'Enter'`, `'g i'`. */
  keys: string;
  /** What it does, as the shortcut sheet says it. */
  label: string;
  run: () => void;
}

const SEQUENCE_MS = 1200;

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest(TEXT_ENTRY) !== null;
}

const TEXT_ENTRY = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';

/** Enter and Space already mean something on these; a link in a drawing is no HTML element. */
function activates(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary') !== null;
}

export class Keyboard {
  #layers: Shortcut[][] = [];
  #pending: { key: string; at: number } | null = null;

  /**
   * Adds shortcuts on top of those there are; the latest wins. What holds everywhere goes
   * `below`, whenever it is added. Returns how to take them back.
   */
  register(shortcuts: Shortcut[], { below = false } = {}): () => void {
    if (below) this.#layers.unshift(shortcuts);
    else this.#layers.push(shortcuts);
    return () => {
      this.#layers = this.#layers.filter((layer) => layer !== shortcuts);
    };
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!singleKeys.enabled || isTyping(event.target) || dialogIsOpen()) return;
    if (event.key === 'Enter' && activates(event.target)) return;

    const shortcut = this.#match(event.key, event.timeStamp);
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  }

  #match(key: string, at: number): Shortcut | undefined {
    const first = this.#pending;
    this.#pending = null;
    if (first && at - first.at <= SEQUENCE_MS) {
      const sequence = this.#find(`${first.key} ${key}`);
      if (sequence) return sequence;
    }
    if (this.#startsSequence(key)) this.#pending = { key, at };
    return this.#find(key);
  }

  #find(keys: string): Shortcut | undefined {
    for (const layer of this.#layers.toReversed()) {
      const found = layer.find((shortcut) => shortcut.keys === keys);
      if (found) return found;
    }
    return undefined;
  }

  #startsSequence(key: string): boolean {
    return this.#layers.some((layer) => layer.some(({ keys }) => keys.startsWith(`${key} `)));
  }
}

/** A modal dialog has the keyboard to itself. */
function dialogIsOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

export const keyboard = new Keyboard();
