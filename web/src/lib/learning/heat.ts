/** Five steps from paper to accent. The colour helps to find; the number in the cell says it. */

export type HeatStep = 0 | 1 | 2 | 3 | 4 | 5;

const STEPS = 5;

/** 0 for nothing; whatever there is gets a colour, and only the upper fifth the strongest. */
export function heatStep(value: number, most: number): HeatStep {
  if (!(value > 0) || !(most > 0)) return 0;
  const step = Math.ceil((value / most) * STEPS - 1e-9);
  return Math.min(STEPS, Math.max(1, step)) as HeatStep;
}
