/** The geometry of a row of quarter bars: one scale for all rows, so that they can be compared. */

export interface QuarterBar {
  x: number;
  y: number;
  width: number;
  height: number;
  /** The quarter is not over: outlined. */
  isPartial: boolean;
  isEmphasised: boolean;
}

export const BARS = { height: 27, base: 26, pitch: 15, bar: 11 };
const TALLEST = 22;
/** What is there is seen, however small it is beside the greatest. */
const SHORTEST = 2;

export interface QuarterValue {
  value: number;
  partial: boolean;
}

/** A quarter without any has no bar. With `growing`, the last two that are over stand out. */
export function layoutQuarterBars(
  quarters: QuarterValue[],
  most: number,
  growing: boolean,
): { bars: QuarterBar[]; width: number } {
  const over = quarters.flatMap(({ partial }, index) => (partial ? [] : [index])).slice(-2);
  const bars = quarters.flatMap(({ value, partial }, index): QuarterBar[] => {
    if (!(value > 0) || !(most > 0)) return [];
    const height = Math.max(SHORTEST, Math.min(1, value / most) * TALLEST);
    // An outline is drawn half a pixel inside, so that it is as large as a filled bar.
    const inset = partial ? 0.5 : 0;
    return [
      {
        x: index * BARS.pitch + inset,
        y: BARS.base - height + inset,
        width: BARS.bar - 2 * inset,
        height: height - inset,
        isPartial: partial,
        isEmphasised: growing && over.includes(index),
      },
    ];
  });
  return { bars, width: Math.max(1, quarters.length * BARS.pitch - (BARS.pitch - BARS.bar)) };
}
