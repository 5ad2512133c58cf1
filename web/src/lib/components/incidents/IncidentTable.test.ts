import { fireEvent, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import type { IncidentRow, QuarterCount } from '$lib/api/shapes';
import { columnsOf, USUAL_COLUMNS } from '$lib/incidents/columns';
import { IncidentList } from '$lib/incidents/incident-list.svelte';
import { Selection } from '$lib/incidents/selection.svelte';
import { ListCursor } from '$lib/list-cursor.svelte';

import { incidentRow } from '../../../test/incident';

import IncidentTable from './IncidentTable.svelte';

const onselect = vi.fn<(row: IncidentRow, index: number, range: boolean) => void>();

function quarter(label: string, listed: number): QuarterCount {
  return {
    label,
    listed,
    partial: label === '2026 Q4',
    marked: 0,
    repeat_incident_rate: { repeats: 0, incidents: 0, to: '2026-10-01T00:00:00Z', method: '' },
  };
}

function show(rows: (IncidentRow | undefined)[], quarters: QuarterCount[] | null = null) {
  const list = new IncidentList();
  list.hold({ total: rows.length, quarters });
  list.rows = rows;
  const cursor = new ListCursor(
    'incident',
    () => rows.length,
    () => undefined,
  );
  const columns = columnsOf(USUAL_COLUMNS);
  render(IncidentTable, {
    list,
    columns,
    query: '',
    digits: 3,
    cursor,
    selection: new Selection(),
    picking: false,
    onselect,
  });
  return cursor;
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, place) => incidentRow(count - place));

it('says where each stands', () => {
  show([
    incidentRow(61, { repeats: ['INC-22'] }),
    incidentRow(55, {
      began_at: '2026-09-29T08:55:00Z',
      status: 'published',
      published_at: '2026-10-03T10:00:00Z',
      duration_seconds: 18_600,
    }),
  ]);
  const [, facts, published] = screen.getAllByRole('row');
  const first = within(facts as HTMLElement);
  expect(first.getByText('Facts')).toBeInTheDocument();
  expect(first.getByRole('link', { name: /INC-22/ })).toHaveAttribute('href', '/incidents/INC-22');
  expect(first.getByText('Not recovered')).toBeInTheDocument();
  const second = within(published as HTMLElement);
  expect(second.getByText('Closed')).toBeInTheDocument();
  expect(second.getByText('5 h 10')).toBeInTheDocument();
  expect(second.getByText(/^Read 3 Oct/)).toBeInTheDocument();
});

it('draws only what is in sight, and says how many there are', () => {
  show(numbered(10_000));
  const table = screen.getByRole('table', { name: 'Incidents' });
  expect(table).toHaveAttribute('aria-rowcount', '10001');
  expect(screen.getAllByRole('row').length).toBeLessThan(80);
  expect(screen.getAllByRole('row')[1]).toHaveAttribute('aria-rowindex', '2');
});

it('counts the heads of the quarters among the rows', () => {
  show(numbered(4), [quarter('2026 Q4', 1), quarter('2026 Q3', 3)]);
  const heads = screen.getAllByRole('rowheader').map((head) => head.textContent?.trim());
  expect(heads).toEqual([
    '2026 Q41 so far, none reviewed yet',
    '2026 Q33 incidents, none reviewed yet',
  ]);
  const places = screen.getAllByRole('row').map((row) => row.getAttribute('aria-rowindex'));
  expect(places).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '7');
});

it('has no groups while their counts are of another list', () => {
  show(numbered(4), [quarter('2026 Q4', 1), quarter('2026 Q3', 9)]);
  expect(screen.queryByRole('rowheader')).not.toBeInTheDocument();
});

it('keeps the place of a row that has not come yet', () => {
  show([incidentRow(2), undefined]);
  const rows = screen.getAllByRole('row');
  expect(rows).toHaveLength(3);
  expect(rows[2]).toHaveClass('is-coming');
  expect(within(rows[2] as HTMLElement).queryByRole('link')).not.toBeInTheDocument();
});

it('selects by the box, and a range with Shift anywhere in the row', async () => {
  const user = userEvent.setup();
  const cursor = show(numbered(3));
  await user.click(screen.getByRole('checkbox', { name: 'Select INC-2' }));
  expect(onselect).toHaveBeenLastCalledWith(
    expect.objectContaining({ reference: 'INC-2' }),
    1,
    false,
  );
  expect(cursor.index).toBe(-1);
  await fireEvent.click(screen.getByText('INC-1 failed'), { shiftKey: true });
  expect(onselect).toHaveBeenLastCalledWith(
    expect.objectContaining({ reference: 'INC-1' }),
    2,
    true,
  );
});

it('makes the row that is pressed the current one', async () => {
  const cursor = show(numbered(3));
  await fireEvent.click(screen.getAllByRole('row')[2] as HTMLElement);
  expect(cursor.index).toBe(1);
});
