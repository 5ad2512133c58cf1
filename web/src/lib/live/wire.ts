/** The frames of y-websocket, and the one beyond it by which a server says what it has on disk. */

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const SYNC = 0;
const AWARENESS = 1;
const SAVED = 8;

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

export type Frame =
  | { kind: 'asks'; stateVector: Uint8Array }
  /** `whole`: all that was asked for; otherwise an edit that was just made. */
  | { kind: 'update'; update: Uint8Array; whole: boolean }
  | { kind: 'awareness'; states: Uint8Array }
  | { kind: 'saved'; count: number }
  /** Of a protocol that this is not. */
  | { kind: 'other' };

export function read(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return sync(decoder);
    case AWARENESS:
      return { kind: 'awareness', states: decoding.readVarUint8Array(decoder) };
    case SAVED:
      return { kind: 'saved', count: decoding.readVarUint(decoder) };
    default:
      return { kind: 'other' };
  }
}

function sync(decoder: decoding.Decoder): Frame {
  const step = decoding.readVarUint(decoder);
  const body = decoding.readVarUint8Array(decoder);
  if (step === STEP_1) return { kind: 'asks', stateVector: body };
  return { kind: 'update', update: body, whole: step === STEP_2 };
}

export function asking(stateVector: Uint8Array): Uint8Array {
  return frame([SYNC, STEP_1], stateVector);
}

export function answering(update: Uint8Array): Uint8Array {
  return frame([SYNC, STEP_2], update);
}

export function editing(update: Uint8Array): Uint8Array {
  return frame([SYNC, UPDATE], update);
}

export function presence(states: Uint8Array): Uint8Array {
  return frame([AWARENESS], states);
}

function frame(head: number[], body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of head) encoding.writeVarUint(encoder, number);
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}
