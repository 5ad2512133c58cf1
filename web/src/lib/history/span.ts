/** Which two versions the address names, and which are shown when it names none. */

import type { VersionGroup } from './version-groups';

export interface Span {
  from: number;
  to: number;
}

/** Both or nothing: half an address is none. */
export function spanOf(query: URLSearchParams): Span | undefined {
  const [from, to] = [version(query.get('from')), version(query.get('to'))];
  return from === undefined || to === undefined ? undefined : { from, to };
}

function version(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** What a step changed; nothing for the very first version, before which nothing was. */
export function spanOfGroup({ before, last }: Pick<VersionGroup, 'before' | 'last'>) {
  const from = Math.max(1, before);
  return from < last ? { from, to: last } : undefined;
}

export function spanHref({ from, to }: Span): string {
  return `?from=${from}&to=${to}`;
}
