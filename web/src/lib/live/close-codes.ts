/** Why the server ended the connection of a document, and what that means for what was typed. */

/** What to do about it. */
export type Ending =
  /** Come back: what is missing is sent then. */
  | { then: 'return' }
  /** Come back once somebody is signed in. */
  | { then: 'sign-in' }
  /** It would end the same way again; a person has to decide. */
  | { then: 'stop'; because: string };

const STOPS: Record<number, string> = {
  4400: 'The server could not read what this page sent. Reload the page.',
  4403: 'You may read this document, but no longer write in it.',
  4404: 'The document is not there any more, or you may no longer read it.',
  4410: 'This page still belongs to somebody who was signed in before. Reload it.',
  4413: 'What you wrote is too much for one text.',
};
const SIGNED_OUT = 4401;
const DIFFERENT_HISTORY =
  'The server no longer has what it had saved before, as after a return to a backup.';

export function endingOf(code: number): Ending {
  if (code === SIGNED_OUT) return { then: 'sign-in' };
  const because = STOPS[code];
  return because === undefined ? { then: 'return' } : { then: 'stop', because };
}

export const differentHistory: Ending = { then: 'stop', because: DIFFERENT_HISTORY };
