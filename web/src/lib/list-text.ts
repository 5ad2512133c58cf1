/** A few words in one field, divided by commas or lines; one with a comma in it stands in quotes. */

const ENTRY = /\s*"(?:[^"]|"")*"\s*(?=,|\n|$)|[^,\n]+/gu;

/** `["checkout", "a, b"]` is `checkout, "a, b"`. */
export function listText(entries: readonly string[]): string {
  return entries.map(quoted).join(', ');
}

/** The entries without the spaces around them, each once. */
export function readList(text: string): string[] {
  const entries = (text.match(ENTRY) ?? []).map((entry) => unquoted(entry.trim()));
  return [...new Set(entries.filter((entry) => entry !== ''))];
}

function quoted(entry: string): string {
  return /[,\n]|^"/u.test(entry) ? `"${entry.replaceAll('"', '""')}"` : entry;
}

function unquoted(entry: string): string {
  return /^".*"$/su.test(entry) ? entry.slice(1, -1).replaceAll('""', '"').trim() : entry;
}
