/** What this browser was asked lately. It leaves with whoever signs out. */

const KEY = 'afterword-recent-searches';
const KEPT = 6;

export function recentSearches(): string[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(saved) ? saved.filter((entry) => typeof entry === 'string') : [];
  } catch {
    // Storage can be refused, and what is in it need not be ours.
    return [];
  }
}

/** The latest first, each once. */
export function rememberSearch(words: string): void {
  const text = words.trim();
  if (text.length < 2) return;
  const others = recentSearches().filter((entry) => entry.toLowerCase() !== text.toLowerCase());
  save([text, ...others].slice(0, KEPT));
}

export function forgetSearches(): void {
  save([]);
}

function save(entries: string[]): void {
  try {
    if (entries.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // Without storage nothing is remembered.
  }
}
