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

/** Holds every rate; an interval that goes on beyond it ends in an arrow. */
export function rateAxis(rates: RateInterval[]): RateAxis {
  const values = rates.map(({ value }) => value);
  const typical = rates.map(({ high }) => high).toSorted((a, b) => a - b);
  // Half of the intervals are held whole; the widest would press all the others together.
  const middle = typical[Math.floor((typical.length - 1) / 2)] ?? 0;
  const greatest = Math.max(0, middle, ...values.map((value) => value * 1.1));
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
}

export function placeRate({ value, low, high }: RateInterval, { end }: RateAxis): PlacedRate {
  const share = (rate: number) => Math.max(0, Math.min(1, rate / end));
  return { value: share(value), from: share(low), to: share(high), clipped: high > end };
}
