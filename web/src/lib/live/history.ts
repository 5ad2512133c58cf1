/**
 * Whether a server still has what it once acknowledged. A server that was set up anew, or back
 * from a backup, has another history: to mix the two would say everything twice.
 */

import { decodeStateVector, encodeStateVector, type Doc } from 'yjs';

/** Of each client that wrote, how many of its edits are known. */
export type StateVector = Uint8Array;

export function stateOf(doc: Doc): StateVector {
  return encodeStateVector(doc);
}

export function covers(server: StateVector, acknowledged: StateVector): boolean {
  const known = decodeStateVector(server);
  return [...decodeStateVector(acknowledged)].every(
    ([client, clock]) => (known.get(client) ?? 0) >= clock,
  );
}
