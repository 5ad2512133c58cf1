import { describe, expect, it } from 'vitest';

import { flowAround, placeNotes, type NoteToPlace } from './place-notes';

const GAP = 12;

/** A stream of whole numbers below `below` that is the same every time. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

function someNotes(next: (below: number) => number): NoteToPlace[] {
  const notes = Array.from({ length: next(8) }, () => ({
    desired: next(900),
    height: 20 + next(160),
  }));
  return notes.sort((one, other) => one.desired - other.desired);
}

/** Every round with notes, bounds and where they were put. */
function rounds(count: number, bounds: (next: (below: number) => number) => [number, number]) {
  const next = chance(1955);
  return Array.from({ length: count }, () => {
    const notes = someNotes(next);
    const [from, to] = bounds(next);
    return { notes, from, to, ...placeNotes(notes, { from, to }, GAP) };
  });
}

const moved = (notes: NoteToPlace[], tops: number[]) =>
  notes.reduce((sum, { desired }, index) => sum + ((tops[index] ?? 0) - desired) ** 2, 0);

describe('placeNotes', () => {
  it('keeps the order and never lets two overlap', () => {
    for (const { notes, tops } of rounds(1000, (next) => [next(300), 300 + next(2000)])) {
      const gaps = tops.slice(1).map((top, index) => {
        const above = (tops[index] ?? 0) + (notes[index]?.height ?? 0);
        return top - above;
      });
      expect(Math.min(GAP, ...gaps)).toBeGreaterThan(GAP - 1e-6);
    }
  });

  it('stays within the bounds, and says by how much they are too short', () => {
    for (const { notes, tops, from, to, overflow } of rounds(1000, (next) => [
      next(200),
      200 + next(1500),
    ])) {
      const bottom = (tops.at(-1) ?? from) + (notes.at(-1)?.height ?? 0);
      expect(Math.min(from, ...tops)).toBe(from);
      expect(bottom).toBeLessThanOrEqual(to + Math.max(0, overflow) + 1e-6);
      const total = notes.reduce((sum, { height }) => sum + height + GAP, notes.length ? -GAP : 0);
      expect(overflow).toBeCloseTo(from + total - to);
    }
  });

  it('leaves alone what does not collide', () => {
    const notes = [
      { desired: 10, height: 50 },
      { desired: 72, height: 80 },
      { desired: 400, height: 20 },
    ];
    const { tops, overflow } = placeNotes(notes, { from: 0, to: 1000 }, GAP);
    expect(tops).toEqual([10, 72, 400]);
    expect(overflow).toBeLessThan(0);
  });

  it('gives the same again from where it has put them', () => {
    for (const { notes, from, to, tops } of rounds(300, (next) => [next(300), 2000])) {
      const settled = notes.map(({ height }, index) => ({ height, desired: tops[index] ?? 0 }));
      const again = placeNotes(settled, { from, to }, GAP).tops;
      again.forEach((top, index) => expect(top).toBeCloseTo(tops[index] ?? 0));
    }
  });

  it('moves as little as possible: no small shift that is allowed is any better', () => {
    for (const { notes, from, to, tops } of rounds(300, (next) => [next(100), 2500])) {
      const best = moved(notes, tops);
      const fits = (shifted: number[]) =>
        shifted.every((top, index) => {
          const below = shifted[index + 1] ?? to + GAP;
          return top >= from && top + (notes[index]?.height ?? 0) + GAP <= below + 1e-9;
        });
      // Every run of neighbours, moved together up or down.
      for (let first = 0; first < tops.length; first += 1) {
        for (let last = first; last < tops.length; last += 1) {
          for (const by of [-1, 1]) {
            const inRun = (index: number) => index >= first && index <= last;
            const shifted = tops.map((top, index) => (inRun(index) ? top + by : top));
            if (fits(shifted)) expect(moved(notes, shifted)).toBeGreaterThanOrEqual(best);
          }
        }
      }
    }
  });

  it('shares the move between two that want the same place', () => {
    const notes = [
      { desired: 100, height: 40 },
      { desired: 100, height: 40 },
    ];
    expect(placeNotes(notes, { from: 0, to: 500 }, GAP).tops).toEqual([74, 126]);
  });

  it('has nothing to say of no notes', () => {
    expect(placeNotes([], { from: 10, to: 50 }, GAP)).toEqual({ tops: [], overflow: -40 });
  });
});

describe('flowAround', () => {
  it('pushes nothing where nothing is taken', () => {
    expect(flowAround([50, 80], [], 100, GAP)).toEqual([0, 0]);
  });

  it('uses the opening above a note if a part fits into it whole', () => {
    const taken = [{ from: 200, to: 300 }];
    // 100 to 150, then 162 would run into the note.
    expect(flowAround([50, 80], taken, 100, GAP)).toEqual([0, 150]);
    expect(flowAround([95], taken, 100, GAP)).toEqual([212]);
  });

  it('never lets a part meet a note or another part, and keeps their order', () => {
    const next = chance(296);
    for (let round = 0; round < 500; round += 1) {
      const notes = someNotes(next);
      const { tops } = placeNotes(notes, { from: 0, to: 2000 }, GAP);
      const taken = notes.map(({ height }, index) => ({
        from: tops[index] ?? 0,
        to: (tops[index] ?? 0) + height,
      }));
      const heights = Array.from({ length: 1 + next(5) }, () => 20 + next(300));
      const pushes = flowAround(heights, taken, 0, GAP);
      let at = 0;
      heights.forEach((height, index) => {
        const push = pushes[index] ?? -1;
        expect(push).toBeGreaterThanOrEqual(0);
        const from = at + push;
        for (const note of taken) {
          const apart = Math.max(note.from - (from + height), from - note.to);
          expect(apart).toBeGreaterThan(GAP - 1e-6);
        }
        at = from + height + GAP;
      });
    }
  });
});
