/** Notes that become something: the slash words, and how the first word is completed. */

import type { Suggestion } from '$lib/incidents/query-fields';

export const slashWords: Suggestion[] = [
  { text: '/factor', word: 'contributing factor', open: true },
  { text: '/action', word: 'measure', open: true },
  { text: '/question', word: 'question on the timeline', open: true },
];

/** The words that what is typed can still become; none once there is a space after the word. */
export function completions(text: string): Suggestion[] {
  return /^\/\w*$/.test(text)
    ? slashWords.filter(({ text: word }) => word.startsWith(text.toLowerCase()))
    : [];
}

/** With the space after it, so that the next letter belongs to what it is about. */
export function completed({ text }: Suggestion): string {
  return `${text} `;
}
