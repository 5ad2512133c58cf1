import { expect, it } from 'vitest';

import { ListLayout } from './list-layout';

const HEIGHTS = { row: 34, head: 52 };
const GROUPS = [
  { label: '2026 Q4', count: 6 },
  { label: '2026 Q3', count: 13 },
  { label: '2025 Q1', count: 1 },
];

it('is as high as its heads and rows', () => {
  const layout = new ListLayout(GROUPS, HEIGHTS);
  expect(layout.height).toBe(3 * 52 + 20 * 34);
  expect(layout.total).toBe(20);
  expect(new ListLayout(10_000, HEIGHTS).height).toBe(340_000);
  expect(new ListLayout([], HEIGHTS).height).toBe(0);
});

it('places rows under the head of their group', () => {
  const layout = new ListLayout(GROUPS, HEIGHTS);
  expect(layout.topOf(0)).toBe(52);
  expect(layout.topOf(5)).toBe(52 + 5 * 34);
  expect(layout.topOf(6)).toBe(2 * 52 + 6 * 34);
  expect(layout.topOf(19)).toBe(3 * 52 + 19 * 34);
  expect(new ListLayout(5, HEIGHTS).topOf(3)).toBe(102);
});

it('draws every row that lies between two heights, and hardly more', () => {
  const layout = new ListLayout(GROUPS, HEIGHTS);
  for (let from = -50; from < layout.height + 50; from += 17) {
    const to = from + 120;
    const drawn = layout.between(from, to).flatMap((group) => {
      const count = group.to - group.from;
      return Array.from({ length: count }, (_, index) => group.from + index);
    });
    const seen = Array.from({ length: 20 }, (_, index) => index).filter(
      (index) => layout.topOf(index) < to && layout.topOf(index) + 34 > from,
    );
    expect(drawn, `from ${from}`).toEqual(seen);
  }
});
