/** Addresses in a text, to be offered as evidence. */

const ADDRESS = /https?:\/\/[^\s<>"'`\\^{|}]+/gi;

/** Of one text, so that a pasted page does not bury the form. */
const MOST = 4;

/** The addresses that a text names and that are no evidence yet, in their order. */
export function linksIn(text: string, known: readonly string[]): string[] {
  const found = Array.from(text.matchAll(ADDRESS), ([address]) => trimmed(address));
  const fresh = found.filter((address) => isWhole(address) && !known.includes(address));
  return [...new Set(fresh)].slice(0, MOST);
}

/** Without what ends the sentence around it, and the bracket of a Markdown link. */
function trimmed(address: string): string {
  const end = address.replace(/[.,;:!?*_~]+$/, '');
  if (!/[)\]]$/.test(end)) return end;
  const close = end.slice(-1);
  const open = close === ')' ? '(' : '[';
  const count = (sign: string) => end.split(sign).length - 1;
  return count(close) > count(open) ? trimmed(end.slice(0, -1)) : end;
}

function isWhole(address: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(address) && URL.canParse(address);
}

/** Where it leads, short enough for a line: "git.example.org/…/4821". */
export function shortly(address: string): string {
  const { host, pathname } = new URL(address);
  const parts = pathname.split('/').filter(Boolean);
  const last = parts.at(-1);
  if (last === undefined) return host;
  const shown = last.length > 32 ? `${last.slice(0, 31)}…` : last;
  return parts.length === 1 ? `${host}/${shown}` : `${host}/…/${shown}`;
}
