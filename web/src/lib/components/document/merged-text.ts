/** Two versions of one text as a draft that holds every paragraph of both, once. */

export function bothTexts(theirs: string, yours: string): string {
  const first = paragraphs(theirs);
  const known = new Set(first);
  return [...first, ...paragraphs(yours).filter((paragraph) => !known.has(paragraph))].join('\n\n');
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
}
