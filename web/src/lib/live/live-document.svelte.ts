/**
 * The prose of one incident while it is open: a Yjs document that everybody who has it open shares.
 * Each text stands under the name of its place, "section:summary" or "answer:7". Only the server
 * puts the first words in.
 */

import { createSubscriber } from 'svelte/reactivity';
import { IndexeddbPersistence } from 'y-indexeddb';
import { Awareness } from 'y-protocols/awareness';
import { Doc, UndoManager, type Text } from 'yjs';

import { api } from '$lib/api/client';
import { session } from '$lib/session.svelte';
import { workspace } from '$lib/workspace.svelte';

import { feed } from './feed.svelte';
import { stateOf } from './history';
import { forget, isKept, keptName } from './kept-copies';
import { LiveSocket } from './live-socket';
import { othersIn, type Cursor, type Present } from './presence';
import { noteUnsaved } from './unsaved';

/** Under this name the copy in the browser says what of it the server had. */
const ACKNOWLEDGED = 'acknowledged';
/** Whoever looks elsewhere for longer is not here. */
const AWAY_AFTER_MS = 30_000;

export class LiveDocument {
  readonly doc = new Doc();
  readonly awareness = new Awareness(this.doc);

  /** All that the server has is here, or a copy of it: one may write. */
  ready = $state(false);
  /** What is typed reaches the server as it is typed. */
  connected = $state(false);
  /** The server answers, but never over a socket. */
  blocked = $state(false);
  /** Something that was typed is not on the server's disk yet. */
  pending = $state(false);
  /** What is typed outlives this page. */
  kept = $state(false);
  savedAt = $state<string>();
  /** Why nothing is saved any more; a sentence. */
  refused = $state<string>();
  others = $state.raw<Present[]>([]);
  /** Where this person is, as the others see it. */
  place = $state('');

  readonly #socket: LiveSocket;
  readonly #name: string;
  #copy: IndexeddbPersistence | undefined;
  // Nothing of this is drawn.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping
  readonly #undo = new Map<string, UndoManager>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping
  readonly #followed = new Map<string, () => void>();
  #reading = '';
  #writes = false;
  #closing = false;
  #away: ReturnType<typeof setTimeout> | undefined;

  readonly #reference: string;

  constructor(reference: string) {
    this.#reference = reference;
    const person = session.person;
    this.#name = keptName(person?.id ?? 0, reference);
    this.awareness.setLocalState({ user: { id: person?.id, name: person?.name }, place: '' });
    this.awareness.on('change', this.#looked);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.#socket = new LiveSocket(
      `${scheme}://${location.host}/api/v1/live/${reference}?acknowledge=true`,
      this.doc,
      this.awareness,
      {
        synced: () => (this.ready = true),
        changed: () => this.#changed(),
        saved: () => this.#saved(),
        signedOut: () => session.end(),
        stopped: (because) => (this.refused = because),
      },
      serverAnswers,
    );
    this.doc.on('update', this.#keepFirstEdit);
    addEventListener('beforeunload', this.#leaving);
    document.addEventListener('visibilitychange', this.#looksElsewhere);
    this.#looksElsewhere();
    void this.#open();
  }

  text(place: string): Text {
    return this.doc.getText(place);
  }

  /** Takes back what this person wrote, and nothing of the others. */
  undo(place: string): UndoManager {
    let manager = this.#undo.get(place);
    if (!manager) {
      manager = new UndoManager(this.text(place));
      this.#undo.set(place, manager);
    }
    return manager;
  }

  /** What stands in a place; whatever draws it is drawn again when somebody writes there. */
  read(place: string): string {
    let follow = this.#followed.get(place);
    if (!follow) {
      follow = createSubscriber((update) => {
        this.text(place).observe(update);
        return () => this.text(place).unobserve(update);
      });
      this.#followed.set(place, follow);
    }
    follow();
    return this.text(place).toString();
  }

  /** The part of the document that this person reads. */
  reads(part: string): void {
    this.#reading = part;
    if (!this.#writes) this.#be(part, null);
  }

  /** Where this person writes; no cursor once they stop. */
  writes(place: string, cursor: Cursor | null): void {
    this.#writes = cursor !== null;
    this.#be(cursor ? place : this.#reading, cursor);
  }

  /** Who else writes in a place. */
  writers(place: string): Present[] {
    return this.others.filter((other) => other.place === place && other.cursor);
  }

  /** Gone for the others at once; for the server once it has everything. */
  close(): void {
    this.#closing = true;
    this.awareness.setLocalState(null);
    if (!this.pending) this.#destroy();
  }

  /** The texts in which this person wrote since they came, to be taken along. */
  unsavedText(): string {
    const written = [...this.#undo].filter(([, { undoStack }]) => undoStack.length > 0);
    const places =
      written.length > 0 ? written.map(([place]) => place) : [...this.doc.share.keys()];
    const texts = places.map((place) => this.text(place).toString());
    return texts.filter(Boolean).join('\n\n');
  }

  /** Gives up what was not saved. */
  async drop(): Promise<void> {
    this.#destroy();
    await this.#copy?.destroy();
    await forget(this.#name);
  }

  async #open(): Promise<void> {
    if (session.mayWrite && (await isKept(this.#name))) {
      const copy = await this.#keep();
      const acknowledged: unknown = await copy.get(ACKNOWLEDGED);
      if (acknowledged instanceof ArrayBuffer) {
        this.#socket.acknowledged = new Uint8Array(acknowledged);
      }
      // Whether the server has all of the copy is known once it says so.
      this.#socket.save.edited();
      // An empty copy is none: only the server puts the first words in.
      this.ready = this.doc.store.clients.size > 0;
      this.#changed();
    }
    if (!this.#closing) this.#socket.connect();
  }

  /** A document that is only read leaves no copy on the computer. */
  readonly #keepFirstEdit = (_: Uint8Array, origin: unknown): void => {
    if (origin === this.#socket || this.#copy) return;
    this.doc.off('update', this.#keepFirstEdit);
    void isKept(this.#name).then((known) => (known === undefined ? undefined : this.#keep()));
  };

  async #keep(): Promise<IndexeddbPersistence> {
    this.doc.off('update', this.#keepFirstEdit);
    this.#copy = new IndexeddbPersistence(this.#name, this.doc);
    await this.#copy.whenSynced;
    this.kept = true;
    return this.#copy;
  }

  #be(place: string, cursor: Cursor | null): void {
    this.place = place;
    const state = this.awareness.getLocalState();
    if (state) this.awareness.setLocalState({ ...state, place, cursor });
  }

  #changed(): void {
    this.connected = this.#socket.connected;
    this.blocked = this.#socket.blocked;
    this.pending = this.#socket.save.pending;
    noteUnsaved(this, this.#reference, this.pending);
  }

  #saved(): void {
    this.savedAt = feed.now().toISOString();
    void this.#copy?.set(ACKNOWLEDGED, stateOf(this.doc).slice().buffer);
    if (this.#closing) this.#destroy();
  }

  readonly #looked = (): void => {
    this.others = othersIn(this.awareness, (person) => workspace.personName(person));
  };

  readonly #looksElsewhere = (): void => {
    clearTimeout(this.#away);
    const say = (away: boolean) => this.awareness.setLocalStateField('away', away);
    if (document.hidden) this.#away = setTimeout(() => say(true), AWAY_AFTER_MS);
    else if (this.awareness.getLocalState()?.['away']) say(false);
  };

  readonly #leaving = (event: BeforeUnloadEvent): void => {
    if (this.#socket.save.pending && !this.kept) event.preventDefault();
  };

  #destroy(): void {
    noteUnsaved(this, this.#reference, false);
    removeEventListener('beforeunload', this.#leaving);
    document.removeEventListener('visibilitychange', this.#looksElsewhere);
    clearTimeout(this.#away);
    this.#socket.destroy();
    this.awareness.destroy();
    for (const manager of this.#undo.values()) manager.destroy();
    this.doc.destroy();
  }
}

async function serverAnswers(): Promise<boolean> {
  try {
    return (await api.GET('/api/v1/session')).response.ok;
  } catch {
    return false;
  }
}
