import { describe, expect, it } from 'vitest';

import type { FactorPattern, PatternCell } from '$lib/api/pattern-shapes';

import { factorRows, type HeatForm } from './factor-rows';
import type { PatternMeasure } from './pattern-measure';

const NOW = new Date('2026-10-14T12:00:00Z');
const cell = (incidents: number): PatternCell => ({
  incidents,
  impact_seconds: incidents * 1800,
  cost_cents: incidents * 100_000,
});

function factor(id: number, quarters: number[], services: Record<number, number>): FactorPattern {
  const incidents = quarters.reduce((sum, count) => sum + count, 0);
  return {
    factor: id,
    incidents,
    impact_seconds: incidents * 1800,
    cost: { cents: incidents * 100_000, currency: 'EUR' },
    by_quarter: quarters.map(cell),
    by_service: Object.entries(services).map(([service, count]) => ({
      service: Number(service),
      ...cell(count),
    })),
    lately: 'growing',
    last: 'INC-57',
    last_began: '2026-10-08T09:12:00Z',
  };
}

const patterns = {
  quarters: [
    { label: '2026 Q3', starts_on: '2026-07-01', partial: false },
    { label: '2026 Q4', starts_on: '2026-10-01', partial: true },
  ],
  services: [1, 2],
  factors: [factor(1, [6, 4], { 1: 8, 2: 2, 3: 10 }), factor(2, [3, 1], { 2: 4 })],
};
const naming = {
  factor: (id: number) => ['', 'Retries not bounded', 'say "no"'][id] ?? '',
  service: (id: number) => ['', 'ledger', 'edge proxy'][id] ?? '',
};
const show = (measure: PatternMeasure = 'incidents', form: HeatForm = 'count') =>
  factorRows(patterns, { measure, form }, naming, NOW);

describe('the rows', () => {
  it('carry their numbers in words too', () => {
    const { rows, most } = show();
    expect(most).toBe(6);
    expect(rows[0]).toMatchObject({
      rank: 1,
      label: 'Retries not bounded',
      spoken: 'Per quarter: 6, 4 so far',
      incidents: 10,
      impact: '5 h',
      latelyWords: 'growing',
      last: 'INC-57',
    });
  });

  it('follow what is looked at', () => {
    expect(show('minutes').rows[0]?.spoken).toBe('Per quarter: 180, 120 so far');
    expect(show('cost').rows[0]).toMatchObject({
      impact: '€10k',
      spoken: 'Per quarter: €6k, €4k so far',
    });
    const dear = { ...factor(2, [3, 1], {}), cost: { cents: 9_000_000, currency: 'EUR' } };
    const { rows } = factorRows(
      { ...patterns, factors: [factor(1, [6, 4], {}), dear] },
      { measure: 'cost', form: 'count' },
      naming,
      NOW,
    );
    expect(rows.map(({ id, rank }) => [id, rank])).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });
});

describe('the heat', () => {
  const texts = (measure?: PatternMeasure, form?: HeatForm) =>
    show(measure, form).rows.map(({ cells }) => cells.map(({ text, step }) => [text, step]));

  it('shows its numbers, on one scale for the services that are shown', () => {
    expect(texts()).toEqual([
      [
        ['8', 5],
        ['2', 2],
      ],
      [
        [undefined, 0],
        ['4', 3],
      ],
    ]);
  });

  it('shows shares of the factor’s own', () => {
    expect(texts('incidents', 'share')[0]).toEqual([
      ['80%', 4],
      ['20%', 1],
    ]);
    expect(texts('incidents', 'share')[1]?.[1]).toEqual(['100%', 5]);
  });

  it('leads to the incidents behind a number, and says what it counts', () => {
    const [first] = show().rows;
    expect(first?.cells[0]).toMatchObject({
      query: 'factor:"Retries not bounded" service:ledger',
      title: '8 of 10 incidents with “Retries not bounded” touched ledger',
    });
    expect(first?.cells[1]?.query).toBe('factor:"Retries not bounded" service:"edge proxy"');
  });

  it('does not let a quote in a label end the query', () => {
    expect(show().rows[1]?.query).toBe('factor:"say no"');
  });
});
