/**
 * The error rate above the phase bar: which metric of the evidence is drawn, and its shape on the
 * axis of the phases. Pure; positions run from 0 to 1 with the baseline at 0.
 */

import { percent } from '$lib/format';

export type Sample = readonly [second: number, value: number];

export interface MetricEvidence {
  kind: string;
  label: string;
  series: readonly (readonly number[])[];
  unit?: string | null;
  threshold?: number | null;
}

/** What the choice looks at of an entry of the timeline. */
export interface MetricEntry {
  milestone: string | null;
  evidence: readonly MetricEvidence[];
}

export interface Span {
  /** Instants, as the API writes them. */
  from: string;
  to: string;
}

export interface Curve {
  label: string;
  points: [x: number, y: number][];
  /** "34%", where the curve is highest. */
  peak: { x: number; words: string };
  /** "alert at 2%", when the evidence says it. */
  threshold?: { y: number; words: string };
}

/** A curve of fewer samples says nothing of its shape. */
const FEWEST = 3;
/** A metric that was sampled for less of the incident would mislead about the rest. */
const LEAST_COVERED = 0.5;
/** More points than this are thinned: the axis has hardly more pixels. */
const MOST = 480;

/**
 * The metric to draw, of all that the timeline has as evidence and that were sampled for at least
 * half of the span. A share of something that failed comes before anything else, then a metric
 * with a threshold, then one on the entry of the impact or the detection, then what covers more
 * of the span, then what stands earlier.
 */
export function chooseMetric(
  timeline: readonly MetricEntry[],
  span: Span,
): MetricEvidence | undefined {
  const candidates = timeline.flatMap(({ milestone, evidence }) =>
    evidence
      .filter(({ kind }) => kind === 'metric')
      .map((metric) => ({ metric, milestone, covered: coveredShare(metric, span) })),
  );
  const rank = ({ metric, milestone, covered }: (typeof candidates)[number]) => [
    isShare(metric) ? 1 : 0,
    metric.threshold == null ? 0 : 1,
    milestone === 'impact_started' || milestone === 'detected' ? 1 : 0,
    covered,
  ];
  return candidates
    .filter(({ covered }) => covered >= LEAST_COVERED)
    .sort((one, other) => compare(rank(other), rank(one)))
    .at(0)?.metric;
}

function compare(one: number[], other: number[]): number {
  const differs = one.findIndex((value, index) => value !== other[index]);
  return differs < 0 ? 0 : (one[differs] ?? 0) - (other[differs] ?? 0);
}

function coveredShare(metric: MetricEvidence, span: Span): number {
  const samples = samplesOf(metric);
  const [from, to] = seconds(span);
  const within = samples.filter(([at]) => at >= from && at <= to);
  const [first, last] = [samples[0], samples.at(-1)];
  if (within.length < FEWEST || !first || !last || to <= from) return 0;
  return (Math.min(last[0], to) - Math.max(first[0], from)) / (to - from);
}

/** Undefined when there is nothing to see: too few samples, or none above zero. */
export function layoutCurve(metric: MetricEvidence, span: Span): Curve | undefined {
  const [from, to] = seconds(span);
  const samples = thinned(clipped(samplesOf(metric), from, to));
  const highest = samples.reduce((best, sample) => (sample[1] > best[1] ? sample : best), [0, 0]);
  if (samples.length < 2 || highest[1] <= 0) return undefined;
  const { threshold } = metric;
  const top = Math.max(highest[1], threshold ?? 0);
  const x = (at: number) => (at - from) / (to - from);
  return {
    label: metric.unit ? `${metric.label}, ${metric.unit}` : metric.label,
    points: samples.map(([at, value]) => [x(at), Math.max(0, value) / top]),
    peak: { x: x(highest[0]), words: valueWords(highest[1], metric) },
    threshold:
      threshold != null && threshold > 0
        ? { y: threshold / top, words: `alert at ${valueWords(threshold, metric)}` }
        : undefined,
  };
}

/** In order of time, without what is no number. */
function samplesOf({ series }: MetricEvidence): Sample[] {
  return series
    .flatMap(([at, value]): Sample[] =>
      at !== undefined && value !== undefined && Number.isFinite(value) ? [[at, value]] : [],
    )
    .sort(([one], [other]) => one - other);
}

/** What lies within; where a line crosses the edge, the point at the edge. */
function clipped(samples: Sample[], from: number, to: number): Sample[] {
  const within = samples.filter(([at]) => at >= from && at <= to);
  const before = samples.filter(([at]) => at < from).at(-1);
  const after = samples.find(([at]) => at > to);
  const [first, last] = [within[0], within.at(-1)];
  if (before && first && first[0] > from) within.unshift(between(before, first, from));
  if (after && last && last[0] < to) within.push(between(last, after, to));
  return within;
}

function between([start, low]: Sample, [end, high]: Sample, at: number): Sample {
  return [at, low + ((high - low) * (at - start)) / (end - start)];
}

/** Of each stretch its highest and its lowest sample stay, so that no peak is lost. */
function thinned(samples: Sample[]): Sample[] {
  if (samples.length <= MOST) return samples;
  const size = Math.ceil((2 * samples.length) / MOST);
  const kept: Sample[] = [];
  for (let index = 0; index < samples.length; index += size) {
    const stretch = samples.slice(index, index + size).sort(([, one], [, other]) => one - other);
    const ends = [stretch[0], stretch.at(-1)].filter((sample) => sample !== undefined);
    kept.push(...new Set(ends.sort(([one], [other]) => one - other)));
  }
  return kept;
}

function seconds({ from, to }: Span): [number, number] {
  return [new Date(from).getTime() / 1000, new Date(to).getTime() / 1000];
}

function isShare({ unit }: MetricEvidence): boolean {
  return unit?.startsWith('share') ?? false;
}

function valueWords(value: number, metric: MetricEvidence): string {
  if (isShare(metric)) return percent(value);
  return new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 }).format(value);
}
