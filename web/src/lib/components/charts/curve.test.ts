import { describe, expect, it } from 'vitest';

import { chooseMetric, layoutCurve, type MetricEvidence } from './curve';
import { placeWords } from './curve-words';

const span = { from: '2026-10-08T09:00:00Z', to: '2026-10-08T10:00:00Z' };
const START = Date.parse(span.from) / 1000;

/** Values minute by minute, the first one `lead` minutes before the span. */
function metric(values: number[], more: Partial<MetricEvidence> = {}, lead = 0): MetricEvidence {
  const series = values.map((value, minute) => [START + 60 * (minute - lead), value]);
  return { kind: 'metric', label: 'checkout 5xx', series, ...more };
}

const flat = (count: number, value = 1) => Array.from({ length: count }, () => value);
const entry = (milestone: string | null, ...evidence: MetricEvidence[]) => ({
  milestone,
  evidence,
});

describe('chooseMetric', () => {
  const pool = metric(flat(61), { label: 'pool in use', unit: 'connections' });
  const errors = metric(flat(61), { unit: 'share of requests' });

  it('takes a share of what failed before anything else', () => {
    const timeline = [entry('impact_started', pool), entry(null, errors)];
    expect(chooseMetric(timeline, span)).toBe(errors);
  });

  it('then one with a threshold, then that of the impact or the detection', () => {
    const watched = metric(flat(61), { threshold: 3 });
    expect(chooseMetric([entry('detected', pool), entry(null, watched)], span)).toBe(watched);
    const later = metric(flat(61), { label: 'wait' });
    expect(chooseMetric([entry(null, later), entry('detected', pool)], span)).toBe(pool);
  });

  it('then the one that covers more, then the earlier', () => {
    const short = metric(flat(40));
    expect(chooseMetric([entry(null, short), entry(null, pool)], span)).toBe(pool);
    const same = metric(flat(61), { label: 'other' });
    expect(chooseMetric([entry(null, pool), entry(null, same)], span)).toBe(pool);
  });

  it('takes none that misses half of the incident, or has hardly a sample', () => {
    expect(chooseMetric([entry('detected', metric(flat(20)))], span)).toBeUndefined();
    const sparse = metric([]);
    const ends = { ...sparse, series: [[START, 1] as number[], [START + 3600, 1] as number[]] };
    expect(chooseMetric([entry('detected', ends)], span)).toBeUndefined();
    expect(chooseMetric([entry(null, { ...pool, kind: 'log' })], span)).toBeUndefined();
  });
});

describe('layoutCurve', () => {
  it('puts samples on the axis of the phases, the highest at the top', () => {
    const curve = layoutCurve(metric([0, 10, 40, 20, ...flat(57, 0)]), span);
    expect(curve?.points[0]).toEqual([0, 0]);
    expect(curve?.points[2]).toEqual([2 / 60, 1]);
    expect(curve?.points.at(-1)?.[0]).toBeCloseTo(1);
    expect(curve?.peak).toEqual({ x: 2 / 60, words: '40' });
  });

  it('cuts what lies outside where the line crosses the edge', () => {
    const half = metric([0, 10, 20]);
    const series = half.series.map(([at = 0, value = 0]) => [at - 90, value]);
    const curve = layoutCurve({ ...half, series }, span);
    // From the sample before the edge to the one after it, nothing is made up beyond the last.
    expect(curve?.points).toEqual([
      [0, 0.75],
      [0.5 / 60, 1],
    ]);
  });

  it('says shares in percent and draws the threshold to scale', () => {
    const curve = layoutCurve(
      metric([0, 0.36, 0.1], { unit: 'share of requests', threshold: 0.02 }),
      span,
    );
    expect(curve?.label).toBe('checkout 5xx, share of requests');
    expect(curve?.peak.words).toBe('36%');
    expect(curve?.threshold?.words).toBe('alert at 2%');
    expect(curve?.threshold?.y).toBeCloseTo(0.02 / 0.36);
  });

  it('leaves room for a threshold that was not reached', () => {
    const curve = layoutCurve(metric([1, 2, 1], { threshold: 8 }), span);
    expect(curve?.threshold?.y).toBe(1);
    expect(curve?.points[1]?.[1]).toBe(0.25);
  });

  it('draws nothing that never left zero, nor what is no number', () => {
    expect(layoutCurve(metric(flat(61, 0)), span)).toBeUndefined();
    expect(layoutCurve(metric([NaN, Infinity]), span)).toBeUndefined();
  });

  it('thins many samples without losing the peak', () => {
    const values = Array.from({ length: 20_000 }, (_, index) => (index === 7777 ? 99 : index % 5));
    const series = values.map((value, index) => [START + index * 0.18, value]);
    const curve = layoutCurve({ ...metric([]), series }, span);
    expect(curve?.points.length).toBeLessThanOrEqual(480);
    expect(Math.max(...(curve?.points.map(([, y]) => y) ?? []))).toBe(1);
    const order = curve?.points.map(([x]) => x) ?? [];
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });
});

describe('placeWords', () => {
  const rising = layoutCurve(
    metric([...flat(20, 0), 0.36, ...flat(40, 0)], { unit: 'share of requests', threshold: 0.02 }),
    span,
  );
  if (!rising) throw new Error('no curve');

  it('stands over the peak and on the threshold where there is room', () => {
    expect(placeWords(rising, 1344, 56)).toEqual({
      label: 'checkout 5xx, share of requests',
      peak: { x: 20 / 60, words: '36%' },
      threshold: { words: 'alert at 2%', above: false },
    });
  });

  it('says the peak in the label when the label is in its way', () => {
    const words = placeWords(rising, 400, 56);
    expect(words.peak).toBeUndefined();
    expect(words.label).toBe('checkout 5xx, share of requests, at most 36%');
  });

  it('moves the threshold up when the curve is in its way', () => {
    const ending = layoutCurve(
      metric([...flat(40, 0), ...flat(21, 0.3)], { unit: 'share', threshold: 0.02 }),
      span,
    );
    expect(ending && placeWords(ending, 1344, 56).threshold?.above).toBe(true);
  });
});
