import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';

import type { FactorRow } from '$lib/learning/factor-rows';
import { ListCursor } from '$lib/list-cursor.svelte';

import FactorTable from './FactorTable.svelte';

function row(id: number, label: string, counts: (number | undefined)[]): FactorRow {
  return {
    id,
    rank: id,
    label,
    query: `factor:"${label}"`,
    quarters: [{ value: 3, partial: true }],
    spoken: 'Per quarter: 3 so far',
    incidents: 3,
    impact: '21 h',
    lately: id === 1 ? 'growing' : 'steady',
    latelyWords: id === 1 ? 'growing' : '',
    last: 'INC-57',
    cells: counts.map((count, service) => ({
      service,
      text: count === undefined ? undefined : String(count),
      step: count === undefined ? 0 : 3,
      title: `${count} of 3 incidents`,
      query: `factor:"${label}" service:${service}`,
    })),
  };
}

const rows = [
  row(1, 'Retries not bounded', [6, undefined, 2]),
  row(2, 'No limit', [undefined, 4, 1]),
];

function show(services = ['ledger', 'search', 'edge-proxy']) {
  const cursor = new ListCursor(
    'factor',
    () => rows.length,
    () => undefined,
  );
  render(FactorTable, {
    rows,
    most: 3,
    services,
    span: 'Q1 2025 to now',
    impactHead: 'Impact',
    cursor,
  });
  return cursor;
}

const number = (text: string) => screen.getByRole('link', { name: new RegExp(`^${text}: `) });

it('leads from a number to the incidents behind it, and from a factor to its own', () => {
  show();
  const address = new URL(number('6').getAttribute('href') ?? '', 'http://x');
  expect(address.searchParams.get('q')).toBe('factor:"Retries not bounded" service:0');
  expect(screen.getByRole('link', { name: 'No limit' })).toHaveAttribute(
    'href',
    '/incidents?q=factor%3A%22No+limit%22',
  );
});

it('says every cell, the empty ones too', () => {
  show();
  const [, first] = screen.getAllByRole('row');
  const cells = within(first as HTMLElement)
    .getAllByRole('cell')
    .slice(-3)
    .map((cell) => cell.textContent);
  expect(cells).toEqual(['6', '·none', '2']);
});

it('has one stop for Tab in the heat, and the arrow keys go on from it', async () => {
  show();
  const stops = screen
    .getAllByRole('link')
    .filter((link) => link.hasAttribute('data-heat-column') && link.tabIndex === 0);
  expect(stops).toEqual([number('6')]);

  number('6').focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(number('2')).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}');
  expect(number('1')).toHaveFocus();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  expect(number('4')).toHaveFocus();
  expect(number('4').tabIndex).toBe(0);
  expect(number('6').tabIndex).toBe(-1);
});

it('shows no heat where it has a table of its own', () => {
  show([]);
  expect(screen.queryByRole('link', { name: /^6: / })).toBeNull();
  expect(screen.getAllByRole('columnheader')).toHaveLength(7);
});
