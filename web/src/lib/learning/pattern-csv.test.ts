import { expect, it } from 'vitest';

import { patternCsv } from './pattern-csv';

const cell = { incidents: 2, impact_seconds: 5400, cost_cents: 123_450 };
const patterns = {
  quarters: [
    { label: '2026 Q3', starts_on: '2026-07-01', partial: false },
    { label: '2026 Q4', starts_on: '2026-10-01', partial: true },
  ],
  services: [1, 2],
  factors: [
    {
      factor: 1,
      incidents: 2,
      impact_seconds: 5400,
      cost: { cents: 123_450, currency: 'EUR' },
      by_quarter: [cell, { incidents: 0, impact_seconds: 0, cost_cents: 0 }],
      by_service: [{ service: 2, ...cell }],
      lately: 'steady' as const,
      last: 'INC-57',
      last_began: '2026-10-08T09:12:00Z',
    },
  ],
};
const naming = {
  factor: () => 'Saturation, not on "the" board',
  service: (id: number) => ['', 'ledger', 'edge-proxy'][id] ?? '',
};

it('has every number that is shown, and quotes what needs it', () => {
  const [head, row, end] = patternCsv(patterns, 'incidents', naming).split('\r\n');
  expect(head).toBe(
    'factor,incidents,impact minutes,cost,currency,lately,last in,last began,' +
      '2026 Q3 incidents,2026 Q4 incidents so far,ledger incidents,edge-proxy incidents',
  );
  expect(row).toBe(
    '"Saturation, not on ""the"" board",2,90,1234.5,EUR,steady,INC-57,2026-10-08T09:12:00Z,2,0,0,2',
  );
  expect(end).toBe('');
});

it('follows what is looked at', () => {
  const minutes = patternCsv(patterns, 'minutes', naming).split('\r\n')[1];
  expect(minutes?.endsWith(',90,0,0,90')).toBe(true);
  const cost = patternCsv(patterns, 'cost', naming).split('\r\n')[1];
  expect(cost?.endsWith(',1234.5,0,0,1234.5')).toBe(true);
});
