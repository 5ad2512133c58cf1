/** Telling attached files and pictures from links. */

import { expect, it } from 'vitest';

import { isOurs, isPicture } from './pieces';

const url = `/api/v1/files/${'0123456789abcdef'.repeat(2)}`;

it('shows as a picture only what lies here and was written as one', () => {
  expect(isPicture({ kind: 'file', label: 'pool.PNG', url })).toBe(true);
  expect(isPicture({ kind: 'file', label: 'photo.jpeg', url })).toBe(true);
  expect(isPicture({ kind: 'file', label: 'drawing.svg', url })).toBe(false);
  expect(isPicture({ kind: 'file', label: 'a.png', url: 'https://example.org/a.png' })).toBe(false);
  expect(isPicture({ kind: 'log', label: 'a.png', url })).toBe(false);
});

it('knows an attached file by its address', () => {
  expect(isOurs({ kind: 'file', url })).toBe(true);
  for (const other of [null, '', `${url}/..`, '/api/v1/session', `${url}0`]) {
    expect(isOurs({ kind: 'file', url: other }), String(other)).toBe(false);
  }
});
