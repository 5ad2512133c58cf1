import { describe, expect, it } from 'vitest';

import { placeTicks, type TickLabel } from './phase-ticks';

/** A stream of numbers from 0 to 1 that is the same every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Where each label lies, and the line that comes down to it. */
function drawn(labels: TickLabel[]) {
  return placeTicks(labels).map(({ align, row }, index) => {
    const { position, width } = labels[index] ?? { position: 0, width: 0 };
    const from = align === 'start' ? position : position - width;
    return { position, row, from, to: from + width };
  });
}

function collisions(labels: TickLabel[]): number {
  const all = drawn(labels);
  return all.flatMap((one, index) =>
    all.filter((other, second) => {
      if (index === second) return false;
      const overlaps = one.row === other.row && one.from < other.to && other.from < one.to;
      const crossed = other.row >= one.row && one.from < other.position && other.position < one.to;
      return overlaps || crossed;
    }),
  ).length;
}

describe('placeTicks', () => {
  it('keeps seven labels apart wherever their times fall', () => {
    const next = chance(57);
    for (let round = 0; round < 2000; round += 1) {
      // Often in a heap, as when an incident of ten days was noticed within minutes.
      const heap = next() < 0.5 ? 0.02 : 1;
      const inner = Array.from({ length: 5 }, () => next() * heap);
      const positions = [0, ...inner, 1].sort((one, other) => one - other);
      const labels = positions.map((position) => ({ position, width: 0.05 + next() * 0.1 }));
      expect(collisions(labels), JSON.stringify(labels)).toBe(0);
      expect(drawn(labels).every(({ from, to }) => from >= 0 && to <= 1)).toBe(true);
    }
  });

  it('puts two at the same moment on both sides of one line', () => {
    const places = placeTicks([
      { position: 0.5, width: 0.1 },
      { position: 0.5, width: 0.1 },
    ]);
    expect(places).toEqual([
      { align: 'start', row: 0 },
      { align: 'end', row: 0 },
    ]);
  });

  it('gives a label that is wider than the axis a row of its own', () => {
    const places = placeTicks([
      { position: 0, width: 1.5 },
      { position: 1, width: 0.1 },
    ]);
    expect(new Set(places.map(({ row }) => row)).size).toBe(2);
  });
});
