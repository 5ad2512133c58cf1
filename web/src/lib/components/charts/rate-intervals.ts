/** The axis of rates before and after, common to all rows, and where a rate stands on it. */

export interface RateInterval {
  value: number;
  low: number;
  high: number;
}

export interface RateAxis {
  /** Where the axis ends; half a step beyond the last tick. */
  end: number;
  ticks: { value: number; share: number }[];
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const MOST_TICKS = 4;

/** The share of the rates that the axis holds for certain. */
const HELD = 0.85;

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/**
 * Holds nearly every rate and half of the intervals whole: one action of last week, with a rate
 * of sixty, would press all the others together. What goes on beyond ends in an arrow.
 */
export function rateAxis(rates: RateInterval[]): RateAxis {
  const value = quantile(
    rates.map((rate) => rate.value),
    HELD,
  );
  const greatest = Math.max(
    value * 1.2,
    quantile(
      rates.map(({ high }) => high),
      0.5,
    ),
  );
  const step = STEPS.find((size) => greatest <= size * (MOST_TICKS - 0.5)) ?? greatest;
  const last = Math.max(1, Math.ceil(greatest / step - 0.5));
  const end = (last + 0.5) * step;
  return {
    end,
    ticks: Array.from({ length: last + 1 }, (_, index) => ({
      value: Number((index * step).toPrecision(6)),
      share: (index * step) / end,
    })),
  };
}

export interface PlacedRate {
  /** From 0 to 1, along the axis. */
  value: number;
  from: number;
  to: number;
  /** The interval goes on beyond the end. */
  clipped: boolean;
  /** The rate itself lies beyond the end. */
  beyond: boolean;
}

export function placeRate({ value, low, high }: RateInterval, { end }: RateAxis): PlacedRate {
  const share = (rate: number) => Math.max(0, Math.min(1, rate / end));
  return {
    value: share(value),
    from: share(low),
    to: share(high),
    clipped: high > end,
    beyond: value > end,
  };
}
