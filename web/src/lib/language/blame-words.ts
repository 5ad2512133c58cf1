/** How many phrases the check of language found; nothing when there is none. */
export function blameIn(phrases: number): string | undefined {
  if (phrases === 0) return undefined;
  return phrases === 1 ? '1 phrase reads as blame' : `${phrases} phrases read as blame`;
}
