/** Open documents with words that the server does not have yet. */

const documents = new Map<object, string>();

export function noteUnsaved(document: object, reference: string, pending: boolean): void {
  if (pending) documents.set(document, reference);
  else documents.delete(document);
}

/** Their references, each once. */
export function unsaved(): string[] {
  return [...new Set(documents.values())];
}
