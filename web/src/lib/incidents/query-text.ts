/**
 * The text of a query, taken apart for showing: which words of it are conditions, and where each
 * stands. Whether a condition means anything is the server's to say.
 */

export interface QueryPart {
  /** As it was typed, quotes and minus included. */
  text: string;
  /** Where it begins: 1-based and in characters, as the server counts them in a refusal. */
  at: number;
  negated: boolean;
  /** What stands before the colon; empty for a plain word. */
  key: string;
  /** What stands after it, or the word itself, without quotes. */
  value: string;
}

/** Splits at white space outside double quotes. A quotation that is never closed runs to the end. */
export function partsOf(query: string): QueryPart[] {
  const parts: QueryPart[] = [];
  let text = '';
  let at = 0;
  let quoted = false;
  const end = () => {
    if (text) parts.push(part(text, at));
    text = '';
  };
  for (const [index, char] of [...query].entries()) {
    if (/\s/u.test(char) && !quoted) {
      end();
      continue;
    }
    if (!text) at = index + 1;
    if (char === '"') quoted = !quoted;
    text += char;
  }
  end();
  return parts;
}

function part(text: string, at: number): QueryPart {
  const negated = text.length > 1 && text.startsWith('-');
  const rest = negated ? text.slice(1) : text;
  const key = keyOf(rest);
  const value = (key ? rest.slice(key.length + 1) : rest).replaceAll('"', '');
  return { text, at, negated, key, value };
}

/** A colon after a quote is part of a word; so is that of an address or a time of day. */
function keyOf(text: string): string {
  const key = /^([^":]+):/.exec(text)?.[1] ?? '';
  return /^(\d+|https?)$/.test(key) ? '' : key;
}

export function joined(texts: string[]): string {
  return texts
    .map((text) => text.trim())
    .filter(Boolean)
    .join(' ');
}

/** The conditions come before the words that follow the last of them: those are still being typed. */
export function settledAndTyped(query: string): { settled: string[]; typed: string } {
  const parts = partsOf(query);
  const last = parts.findLastIndex(({ key }) => key !== '');
  return {
    settled: parts.slice(0, last + 1).map(({ text }) => text),
    typed: joined(parts.slice(last + 1).map(({ text }) => text)),
  };
}

/** The part that the caret stands in or just behind; an empty one between parts. */
export function partAt(text: string, caret: number): { start: number; end: number; text: string } {
  let quoted = false;
  let start = 0;
  for (let index = 0; index < caret; index++) {
    if (text[index] === '"') quoted = !quoted;
    if (/\s/u.test(text[index] ?? '') && !quoted) start = index + 1;
  }
  let end = caret;
  for (; end < text.length; end++) {
    if (text[end] === '"') quoted = !quoted;
    if (/\s/u.test(text[end] ?? '') && !quoted) break;
  }
  return { start, end, text: text.slice(start, end) };
}

/** A condition on a name: in quotes where the name has spaces. */
export function condition(key: string, value: string, negated = false): string {
  const written = /\s/u.test(value) ? `"${value}"` : value;
  return `${negated ? '-' : ''}${key}:${written}`;
}

/** Which part a refusal speaks of: "at character 6: “colour:red” is not a key…". */
export function refusedPart(query: string, refusal: string): QueryPart | undefined {
  const at = Number(/^at character (\d+)/.exec(refusal)?.[1]);
  return partsOf(query).findLast((part) => part.at <= at);
}

/** The refusal without the place, which the field itself points at. */
export function refusalInPlace(refusal: string): string {
  return refusal.replace(/^at character \d+: /, '');
}
