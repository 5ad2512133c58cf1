/** Where the words of the curve stand, so that none covers another or the line. */

import type { Curve } from './curve';

export interface CurveWords {
  /** At the left end of the line above the plot. */
  label: string;
  /** Centred over the peak on the same line; absent when there it is said in the label. */
  peak?: { x: number; words: string };
  /** On the threshold at the right end, or at the end of the line above where the curve is. */
  threshold?: { words: string; above: boolean };
}

/** In pixels. */
const CHARACTER = 5.9;
const AIR = 14;
const LINE = 14;

export function placeWords(curve: Curve, width: number, height: number): CurveWords {
  const wide = (words: string) => (words.length * CHARACTER + AIR) / width;
  const threshold = curve.threshold && {
    words: curve.threshold.words,
    above: !isFreeAtTheRight(curve, 1 - wide(curve.threshold.words), height),
  };
  const end = threshold?.above ? 1 - wide(threshold.words) : 1;
  const half = wide(curve.peak.words) / 2;
  const x = Math.min(Math.max(curve.peak.x, half), end - half);
  // It may move a little from over its peak, not away from it.
  const near = Math.abs(x - curve.peak.x) <= half;
  if (near && x - half >= wide(curve.label)) {
    return { label: curve.label, peak: { x, words: curve.peak.words }, threshold };
  }
  return { label: `${curve.label}, at most ${curve.peak.words}`, threshold };
}

/** Whether the curve stays below the threshold, or above its words, from `from` on. */
function isFreeAtTheRight({ points, threshold }: Curve, from: number, height: number): boolean {
  if (!threshold) return false;
  const line = threshold.y;
  // Words at the very top would reach into the line above.
  if (line + LINE / height > 1) return false;
  return points.filter(([x]) => x >= from).every(([, y]) => y <= line);
}
