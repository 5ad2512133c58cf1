import { expect, it } from 'vitest';

import { keyCap } from './platform';

it('names the key that is there', () => {
  expect(keyCap('⌘', true)).toBe('⌘');
  expect(keyCap('⌘', false)).toBe('Ctrl');
  expect(['Enter', 'ArrowLeft', 'g'].map((key) => keyCap(key))).toEqual(['↵', '←', 'g']);
});
