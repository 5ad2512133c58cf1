import { expect, it } from 'vitest';

import { fitParts, type Measure } from './text';

/** Each letter ten pixels wide. */
const measure: Measure = (text) => [...text].length * 10;
const words = (room: number) =>
  fitParts(
    [
      { text: 'Lower the timeout', style: 'text' },
      { text: 'never', style: 'note', tone: 'bad' },
    ],
    room,
    measure,
  );

it('sets the parts side by side', () => {
  const { parts, width } = words(400);
  expect(parts.map(({ text, offset }) => [text, offset])).toEqual([
    ['Lower the timeout', 0],
    ['never', 176],
  ]);
  expect(width).toBe(226);
});

it('cuts the last part first, then leaves it out', () => {
  expect(words(215).parts.map(({ text }) => text)).toEqual(['Lower the timeout', 'ne…']);
  expect(words(190).parts.map(({ text }) => text)).toEqual(['Lower the timeout']);
  expect(words(100).parts.map(({ text }) => text)).toEqual(['Lower the…']);
  expect(words(8)).toEqual({ parts: [], width: 0 });
});

it('does not cut a letter of two units in half', () => {
  const { parts } = fitParts([{ text: '🔥🔥🔥🔥', style: 'text' }], 30, measure);
  expect(parts[0]?.text).toBe('🔥🔥…');
});
