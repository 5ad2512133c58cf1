import { describe, expect, it } from 'vitest';

import type { IncidentView, Recurrence, Similar } from '$lib/api/incident-shapes';

import { similarRows, waiting } from './similar-rows';

const link = (earlier: string, verdict: Recurrence['verdict']) =>
  ({ earlier, verdict, reasons: ['Path: a → b'], by: 1 }) as unknown as Recurrence;

const found = (reference: string, verdict: Similar['verdict'], confirmed = false) =>
  ({
    incident: { reference, title: `About ${reference}`, severity: 'sev1' },
    verdict,
    confirmed,
    score: 0.5,
    reasons: [{ kind: 'factor', text: 'retries not bounded' }],
  }) as unknown as Similar;

const rows = (recurrences: Recurrence[], items: Similar[]) =>
  similarRows(
    { recurrences, repeated_by: ['INC-90', 'INC-91'] } as unknown as IncidentView,
    items,
  ).map(({ reference, likeness, decided }) => [reference, likeness, decided?.verdict]);

describe('similarRows', () => {
  it('grades what was found and says what a person decided', () => {
    const recurrences = [link('INC-31', 'confirmed'), link('INC-12', 'suggested')];
    const items = [
      found('INC-31', 'same_cause', true),
      found('INC-12', 'same_cause'),
      found('INC-53', 'in_part'),
    ];
    expect(rows(recurrences, items)).toEqual([
      ['INC-31', 'confirmed', 'confirmed'],
      ['INC-12', 'most_likely', undefined],
      ['INC-53', 'in_part', undefined],
      ['INC-90', 'came_back', undefined],
      ['INC-91', 'came_back', undefined],
    ]);
  });

  it('adds what only the document knows, and leaves out what was ruled out', () => {
    const recurrences = [
      link('INC-7', 'suggested'),
      link('INC-8', 'rejected'),
      link('INC-9', 'similar'),
      link('INC-10', 'rejected'),
    ];
    expect(rows(recurrences, [found('INC-10', 'similar')])).toEqual([
      ['INC-7', 'most_likely', undefined],
      ['INC-90', 'came_back', undefined],
      ['INC-91', 'came_back', undefined],
    ]);
  });

  it('names a later incident once, whoever found it', () => {
    expect(rows([], [found('INC-91', 'same_cause', true)])).toEqual([
      ['INC-91', 'came_back', undefined],
      ['INC-90', 'came_back', undefined],
    ]);
  });

  it('asks nobody about what was said of its chain', () => {
    const recurrences = [
      link('INC-31', 'confirmed'),
      link('INC-12', 'suggested'),
      link('INC-53', 'suggested'),
    ];
    const items = [
      found('INC-31', 'same_cause', true),
      found('INC-12', 'same_cause', true),
      found('INC-53', 'same_cause'),
    ];
    expect(rows(recurrences, items).slice(0, 3)).toEqual([
      ['INC-31', 'confirmed', 'confirmed'],
      ['INC-12', 'same_chain', undefined],
      ['INC-53', 'most_likely', undefined],
    ]);
    const settled = similarRows({ recurrences, repeated_by: [] } as unknown as IncidentView, [
      ...items,
      found('INC-44', 'similar', true),
    ]).map((row) => [row.reference, row.settled]);
    expect(settled).toEqual([
      ['INC-31', false],
      ['INC-12', true],
      ['INC-53', false],
      ['INC-44', true],
    ]);
    expect(waiting({ recurrences } as unknown as IncidentView, items)).toBe(1);
  });

  it('names the kind of each reason', () => {
    const [row] = similarRows({ recurrences: [], repeated_by: [] } as unknown as IncidentView, [
      found('INC-1', 'similar'),
    ]);
    expect(row?.reasons).toEqual(['Factor: retries not bounded']);
  });
});
