/**
 * Where notes stand in the margin: each as near to its phrase as the others let it. Pure; lengths
 * are pixels from the top of whatever the caller measures from.
 */

export interface NoteToPlace {
  /** Where its top would stand if it were alone. */
  desired: number;
  height: number;
}

/** The stretch of the margin that is free. */
export interface Bounds {
  from: number;
  to: number;
}

export interface PlacedNotes {
  /** In the order of the notes. */
  tops: number[];
  /** How much the stretch is too short for all of them; less than zero when room is left. */
  overflow: number;
}

/**
 * Notes keep their order, never overlap, stay within the bounds, and are moved as little as that
 * allows: the sum of squared moves is the least there is. When they do not fit they start at the
 * upper edge and run over the lower one.
 *
 * With each top measured from where it would stand if all notes were stacked, "no overlap" becomes
 * "never falling", and the least squares under that are found by pooling neighbours that collide
 * (isotonic regression, Ayer et al. 1955); bounds then only cut the result off.
 */
export function placeNotes(notes: NoteToPlace[], { from, to }: Bounds, gap: number): PlacedNotes {
  const stacked = stackedTops(notes, gap);
  const last = notes.length - 1;
  const total = notes.length === 0 ? 0 : (stacked[last] ?? 0) + (notes[last]?.height ?? 0);
  const overflow = from + total - to;
  const latest = Math.max(from, to - total);
  const free = neverFalling(notes.map(({ desired }, index) => desired - (stacked[index] ?? 0)));
  const tops = free.map(
    (top, index) => Math.min(Math.max(top, from), latest) + (stacked[index] ?? 0),
  );
  return { tops, overflow };
}

/**
 * How far each of `heights` is pushed down from where it would stand, one under the other from
 * `from`, so that it leaves what is `taken` free: it goes into the first opening that holds it whole.
 */
export function flowAround(
  heights: number[],
  taken: Bounds[],
  from: number,
  gap: number,
): number[] {
  const inOrder = [...taken].sort((one, other) => one.from - other.from);
  let next = from;
  return heights.map((height) => {
    const unpushed = next;
    for (const note of inOrder) {
      const meets = note.from < next + height + gap && next < note.to + gap;
      if (meets) next = note.to + gap;
    }
    const push = next - unpushed;
    next += height + gap;
    return push;
  });
}

function stackedTops(notes: NoteToPlace[], gap: number): number[] {
  let next = 0;
  return notes.map(({ height }) => {
    const top = next;
    next += height + gap;
    return top;
  });
}

interface Pool {
  sum: number;
  count: number;
}

function neverFalling(values: number[]): number[] {
  const pools: Pool[] = [];
  for (const value of values) {
    let pool: Pool = { sum: value, count: 1 };
    for (let before = pools.at(-1); before && mean(before) > mean(pool); before = pools.at(-1)) {
      pools.pop();
      pool = { sum: before.sum + pool.sum, count: before.count + pool.count };
    }
    pools.push(pool);
  }
  return pools.flatMap((pool) => Array.from({ length: pool.count }, () => mean(pool)));
}

function mean({ sum, count }: Pool): number {
  return sum / count;
}
