/**
 * Copies of documents in this browser, so that what was typed outlives a lost connection, a reload
 * and a crash. There is one of each document that this person wrote in, until they sign out.
 */

const PREFIX = 'afterword-document';

export function keptName(person: number, reference: string): string {
  return `${PREFIX}/${person}/${reference}`;
}

/** Whether there is a copy; nothing when this browser keeps none for anybody. */
export async function isKept(name: string): Promise<boolean | undefined> {
  try {
    return (await indexedDB.databases()).some((database) => database.name === name);
  } catch {
    return undefined;
  }
}

export function forget(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    // Another tab has it open: it goes when that one lets go of it.
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/** Nothing of what a person wrote stays on the computer after they signed out. */
export async function forgetAll(): Promise<void> {
  try {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    await Promise.all(names.filter((name) => name.startsWith(`${PREFIX}/`)).map(forget));
  } catch {
    // This browser keeps nothing.
  }
}
