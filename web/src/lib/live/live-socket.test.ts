import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs';

import { connection } from '$lib/api/connection.svelte';

import { stateOf } from './history';
import { LiveSocket } from './live-socket';
import * as wire from './wire';

/** A line whose other end is the test's own document. */
class Line {
  static all: Line[] = [];
  static readonly OPEN = 1;
  readyState = 0;
  binaryType = '';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: wire.Frame[] = [];

  constructor(readonly url: string) {
    Line.all.push(this);
  }

  send(bytes: Uint8Array) {
    this.sent.push(wire.read(bytes));
  }

  close() {
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  tell(bytes: Uint8Array) {
    this.onmessage?.({ data: bytes.slice().buffer });
  }

  cut(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  static get last(): Line {
    const line = Line.all.at(-1);
    if (!line) throw new Error('nobody connected');
    return line;
  }
}

const saved = (count: number) => new Uint8Array([8, count]);
const ears = {
  synced: vi.fn(),
  changed: vi.fn(),
  saved: vi.fn(),
  signedOut: vi.fn(),
  stopped: vi.fn(),
};
const answers = vi.fn<() => Promise<boolean>>();
let server: Doc;
let doc: Doc;
let socket: LiveSocket;

/** What the server does when somebody comes in. */
function meet(line: Line) {
  line.open();
  line.tell(wire.asking(encodeStateVector(server)));
  line.tell(wire.answering(encodeStateAsUpdate(server, stateOf(doc))));
}

function updates(line: Line) {
  return line.sent.flatMap((frame) => (frame.kind === 'update' ? [frame.update] : []));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Line);
  Line.all = [];
  for (const ear of Object.values(ears)) ear.mockReset();
  answers.mockReset().mockResolvedValue(true);
  server = new Doc();
  server.getText('section:summary').insert(0, 'Seeded.');
  doc = new Doc();
  socket = new LiveSocket('ws://here', doc, new Awareness(doc), ears, answers);
  socket.connect();
});
afterEach(() => {
  socket.destroy();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const text = () => doc.getText('section:summary');

describe('a connection', () => {
  it('brings what the server has, and saves what was there before', () => {
    text().insert(0, 'Before. ');
    meet(Line.last);
    expect(text().toString()).toContain('Seeded.');
    expect(ears.synced).toHaveBeenCalledOnce();
    expect(socket.save.pending).toBe(true);
    Line.last.tell(saved(1));
    expect(socket.save.pending).toBe(false);
    expect(ears.saved).toHaveBeenCalledOnce();
  });

  it('sends what is typed as it is typed, and nothing of others back', () => {
    meet(Line.last);
    Line.last.tell(saved(1));
    text().insert(7, ' Mine.');
    const [, edit] = updates(Line.last);
    if (!edit) throw new Error('nothing was sent');
    applyUpdate(server, edit);
    expect(server.getText('section:summary').toString()).toBe('Seeded. Mine.');
    const before = Line.last.sent.length;
    const other = new Doc();
    applyUpdate(other, encodeStateAsUpdate(server));
    other.getText('section:summary').insert(0, 'Theirs. ');
    Line.last.tell(wire.editing(encodeStateAsUpdate(other, stateOf(doc))));
    expect(text().toString()).toBe('Theirs. Seeded. Mine.');
    expect(Line.last.sent.length).toBe(before);
  });

  it('that breaks comes back, with what was typed meanwhile', async () => {
    meet(Line.last);
    Line.last.tell(saved(1));
    Line.last.cut(1006);
    expect(socket.connected).toBe(false);
    text().insert(0, 'Alone. ');
    expect(socket.save.pending).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(Line.all).toHaveLength(2);
    meet(Line.last);
    const [all] = updates(Line.last);
    if (all) applyUpdate(server, all);
    expect(server.getText('section:summary').toString()).toBe('Alone. Seeded.');
    Line.last.tell(saved(1));
    expect(socket.save.pending).toBe(false);
  });

  it('that stood is tried again almost at once, and then ever more seldom', async () => {
    meet(Line.last);
    Line.last.cut(1006);
    await vi.advanceTimersByTimeAsync(300);
    expect(Line.all).toHaveLength(2);
    expect(answers).not.toHaveBeenCalled();
    // Nobody takes it: from here on the server is asked first.
    Line.last.cut(1006);
    await vi.advanceTimersByTimeAsync(200);
    expect(Line.all).toHaveLength(2);
    expect(answers).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(600);
    expect(Line.all).toHaveLength(3);
  });

  it('waits for the server, or for somebody to sign in', async () => {
    answers.mockResolvedValue(false);
    Line.last.cut(1006);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Line.all).toHaveLength(1);
    connection.resume();
    expect(Line.all).toHaveLength(2);
    Line.last.cut(4401);
    expect(ears.signedOut).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Line.all).toHaveLength(2);
    connection.resume();
    expect(Line.all).toHaveLength(3);
  });

  it('does not come back to what would end the same way', async () => {
    meet(Line.last);
    Line.last.cut(4413);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Line.all).toHaveLength(1);
    expect(ears.stopped).toHaveBeenCalledWith(expect.stringContaining('too much'));
  });

  it('says so when the server answers, but never over a socket', async () => {
    for (let tries = 0; tries < 2; tries++) {
      Line.last.cut(1006);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(socket.blocked).toBe(false);
    Line.last.cut(1006);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.blocked).toBe(true);
    meet(Line.last);
    expect(socket.blocked).toBe(false);
  });

  it('is taken for dead when nothing is heard for long', async () => {
    meet(Line.last);
    await vi.advanceTimersByTimeAsync(42_000);
    expect(Line.all).toHaveLength(2);
  });
});

it('mixes nothing with a server that lost what it had acknowledged', async () => {
  meet(Line.last);
  text().insert(7, ' Mine.');
  for (const update of updates(Line.last)) applyUpdate(server, update);
  Line.last.tell(saved(2));
  Line.last.cut(1012);
  await vi.advanceTimersByTimeAsync(1_000);
  // The same texts, put in by a server that was set up anew.
  server = new Doc();
  server.getText('section:summary').insert(0, 'Seeded.');
  meet(Line.last);
  expect(ears.stopped).toHaveBeenCalledOnce();
  expect(updates(Line.last)).toEqual([]);
  expect(text().toString()).toBe('Seeded. Mine.');
});

it('is seen again at once by others when it comes back', async () => {
  const awareness = new Awareness(doc);
  const seen = new LiveSocket('ws://there', doc, awareness, ears, answers);
  awareness.setLocalState({ user: { id: 1 } });
  seen.connect();
  meet(Line.last);
  awareness.states.set(70, { user: { id: 2 } });
  awareness.meta.set(70, { clock: 5, lastUpdated: 0 });
  Line.last.cut(1006);
  expect([...awareness.getStates().keys()]).toEqual([doc.clientID]);
  await vi.advanceTimersByTimeAsync(1_000);
  const [line] = Line.all.slice(-1);
  line?.open();
  expect(line?.sent.map(({ kind }) => kind)).toEqual(['asks', 'awareness']);
  // As it was before the line broke: 1 state, client 70, clock 5.
  const state = new TextEncoder().encode('{"user":{"id":2}}');
  line?.tell(wire.presence(new Uint8Array([1, 70, 5, state.length, ...state])));
  expect([...awareness.getStates().keys()]).toContain(70);
  seen.destroy();
  awareness.destroy();
});
