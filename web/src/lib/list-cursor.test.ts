import { beforeEach, expect, it, vi } from 'vitest';

import { ListCursor } from './list-cursor.svelte';

const open = vi.fn<(index: number) => void>();
let rows = 3;
let cursor: ListCursor;

function press(keys: string) {
  cursor.shortcuts.find((shortcut) => shortcut.keys === keys)?.run();
}

beforeEach(() => {
  open.mockClear();
  rows = 3;
  cursor = new ListCursor('incidents', () => rows, open);
});

it('stays within the list', () => {
  press('k');
  expect(cursor.index).toBe(0);
  for (let times = 0; times < 5; times++) press('j');
  expect(cursor.index).toBe(2);
});

it('opens the row it is on, and nothing before it is on one', () => {
  press('Enter');
  press('j');
  press('j');
  press('Enter');
  expect(open).toHaveBeenCalledExactlyOnceWith(1);
});

it('opens nothing once its row is gone', () => {
  press('j');
  rows = 0;
  press('Enter');
  press('j');
  expect(open).not.toHaveBeenCalled();
  expect(cursor.index).toBe(0);
});

it('has a row that may not be drawn revealed by its list', () => {
  const reveal = vi.fn<(index: number) => void>();
  cursor = new ListCursor('incidents', () => rows, open, reveal);
  press('j');
  press('j');
  expect(reveal.mock.calls).toEqual([[0], [1]]);
});
