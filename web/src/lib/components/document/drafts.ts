/**
 * What was typed and is not saved yet. It outlives a reload and a crash of the tab, and goes only
 * when the server has it or the person drops it.
 */

export interface Draft {
  text: string;
  /** The version it was begun on. */
  seen: number;
}

const PREFIX = 'afterword-draft:';

export function keepDraft(place: string, draft: Draft): void {
  try {
    sessionStorage.setItem(PREFIX + place, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden; the text stays in its field.
  }
}

/** A draft that says what is there already was saved on the way out, and is none any more. */
export function draftOf(place: string, text: string): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(PREFIX + place) ?? 'null');
    return isDraft(kept) && kept.text !== text ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function dropDraft(place: string): void {
  try {
    sessionStorage.removeItem(PREFIX + place);
  } catch {
    // Nothing was kept.
  }
}

function isDraft(kept: unknown): kept is Draft {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'text' in kept &&
    typeof kept.text === 'string' &&
    'seen' in kept &&
    typeof kept.seen === 'number'
  );
}
