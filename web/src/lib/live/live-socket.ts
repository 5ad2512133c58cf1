/**
 * The connection of one document: keeps a Yjs document and its awareness the same as the server's,
 * comes back when the line breaks, and counts what of its own is on the server's disk.
 */

import {
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
  type Awareness,
} from 'y-protocols/awareness';
import { applyUpdate, encodeStateAsUpdate, type Doc } from 'yjs';

import { connection } from '$lib/api/connection.svelte';

import { differentHistory, endingOf, type Ending } from './close-codes';
import { covers, stateOf, type StateVector } from './history';
import { SaveState } from './save-state';
import * as wire from './wire';

export interface SocketEars {
  /** The document holds all that the server has. */
  synced: () => void;
  /** Connected or not, pending or not: something of it is another. */
  changed: () => void;
  /** Everything of one's own is on the server's disk. */
  saved: () => void;
  /** The server does not know who is there any more. */
  signedOut: () => void;
  /** It does not come back by itself. */
  stopped: (because: string) => void;
}

/** A line that stood is tried again almost at once: another server may take it. */
const QUICK_PAUSE_MS = 200;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Presence is said every 15 seconds and comes back. */
const SILENCE_MS = 40_000;
/** A server that was started again may refuse the first tries. */
const BLOCKED_AFTER = 3;

interface AwarenessChange {
  added: number[];
  updated: number[];
  removed: number[];
}

export class LiveSocket {
  readonly save = new SaveState();
  /** Everything that was typed goes out as it is typed. */
  connected = false;
  /** The server answers, but never over a socket. */
  blocked = false;
  /** What the server is known to have on disk. */
  acknowledged: StateVector | undefined;

  readonly #url: string;
  readonly #doc: Doc;
  readonly #awareness: Awareness;
  readonly #ears: SocketEars;
  /** Whether the server answers and knows who is there; asked when the line broke. */
  readonly #answers: () => Promise<boolean>;
  #socket: WebSocket | undefined;
  #pause = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #stopWaiting: (() => void) | undefined;
  #ended = false;
  /** The document was brought over this line, so that what broke was no refusal. */
  #stood = false;
  #failures = 0;

  constructor(
    url: string,
    doc: Doc,
    awareness: Awareness,
    ears: SocketEars,
    answers: () => Promise<boolean>,
  ) {
    this.#url = url;
    this.#doc = doc;
    this.#awareness = awareness;
    this.#ears = ears;
    this.#answers = answers;
    doc.on('update', this.#edited);
    awareness.on('update', this.#presenceChanged);
    addEventListener('offline', this.#lost);
  }

  connect(): void {
    if (this.#ended) return;
    this.#drop();
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      this.blocked = false;
      this.#send(wire.asking(stateOf(this.#doc)));
      // Said anew: the others were told that the line before is gone.
      this.#awareness.setLocalState(this.#awareness.getLocalState());
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#expectMore();
      this.#hear(wire.read(new Uint8Array(data)));
    };
    socket.onclose = ({ code }) => this.#closed(endingOf(code));
    this.#expectMore();
  }

  destroy(): void {
    this.#ended = true;
    this.#doc.off('update', this.#edited);
    this.#awareness.off('update', this.#presenceChanged);
    removeEventListener('offline', this.#lost);
    this.#drop();
  }

  #hear(frame: wire.Frame): void {
    if (frame.kind === 'asks') this.#answer(frame.stateVector);
    else if (frame.kind === 'awareness') {
      applyAwarenessUpdate(this.#awareness, frame.states, this);
    } else if (frame.kind === 'saved') {
      if (this.save.acknowledged(frame.count)) this.#allSaved();
    } else if (frame.kind === 'update') {
      applyUpdate(this.#doc, frame.update, this);
      if (!this.save.pending) this.acknowledged = stateOf(this.#doc);
      if (!frame.whole) return;
      this.#pause = FIRST_PAUSE_MS;
      this.#stood = true;
      this.#ears.synced();
    }
  }

  /** Sends what the server lacks; from then on every edit goes out as it is made. */
  #answer(theirs: StateVector): void {
    if (this.acknowledged && !covers(theirs, this.acknowledged)) {
      this.#closed(differentHistory);
      return;
    }
    this.#send(wire.answering(encodeStateAsUpdate(this.#doc, theirs)));
    this.save.sent();
    this.connected = true;
    this.#ears.changed();
  }

  readonly #edited = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.save.edited();
    if (this.connected) {
      this.#send(wire.editing(update));
      this.save.sent();
    }
    this.#ears.changed();
  };

  #allSaved(): void {
    this.acknowledged = stateOf(this.#doc);
    this.#ears.saved();
    this.#ears.changed();
  }

  readonly #presenceChanged = (
    { added, updated, removed }: AwarenessChange,
    origin: unknown,
  ): void => {
    if (origin === this) return;
    const own = [...added, ...updated, ...removed].includes(this.#doc.clientID);
    if (!own) return;
    const states = encodeAwarenessUpdate(this.#awareness, [this.#doc.clientID]);
    this.#send(wire.presence(states));
  };

  #send(frame: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(frame as Uint8Array<ArrayBuffer>);
    }
  }

  #expectMore(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      // Out of sight a page says nothing for a minute, and so hears nothing.
      if (document.hidden) this.#expectMore();
      else this.#lost();
    }, SILENCE_MS);
  }

  readonly #lost = (): void => {
    if (this.#socket) this.#closed({ then: 'return' });
  };

  #closed(ending: Ending): void {
    this.#drop();
    this.#ears.changed();
    if (ending.then === 'return') return void this.#comeBack();
    if (ending.then === 'sign-in') {
      this.#ears.signedOut();
      this.#stopWaiting = connection.onReturn(() => this.connect());
    } else {
      this.#ears.stopped(ending.because);
    }
  }

  async #comeBack(): Promise<void> {
    if (this.#stood) {
      this.#stood = false;
      this.#timer = setTimeout(() => this.connect(), spread(QUICK_PAUSE_MS));
      return;
    }
    const pause = spread(this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    const answers = await this.#answers();
    if (this.#ended || this.#socket) return;
    this.#drop();
    if (answers) this.#failures += 1;
    this.blocked = this.#failures >= BLOCKED_AFTER;
    this.#ears.changed();
    if (answers) this.#timer = setTimeout(() => this.connect(), pause);
    else this.#stopWaiting = connection.onReturn(() => this.connect());
  }

  /** Nobody who was here is known to be, until they are heard of again. */
  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.connected = false;
    this.save.disconnected();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    const others = [...this.#awareness.getStates().keys()].filter(
      (client) => client !== this.#doc.clientID,
    );
    removeAwarenessStates(this.#awareness, others, this);
    // They may come back as they were, which is no news to one who remembers them.
    for (const client of others) this.#awareness.meta.delete(client);
  }
}

/** So that the pages of a server that is gone do not all come to the next one at once. */
function spread(pause: number): number {
  return pause * (0.5 + Math.random());
}
