import { render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import type { IncidentRow } from '$lib/api/shapes';
import { Selection } from '$lib/incidents/selection.svelte';
import { ListCursor } from '$lib/list-cursor.svelte';

import { quarter } from '../../../test/quarter';

import IncidentTable from './IncidentTable.svelte';

function row(reference: string, began_at: string, rest: Partial<IncidentRow> = {}): IncidentRow {
  return {
    reference,
    began_at,
    title: `${reference} failed`,
    version: 1,
    mode: 'standard',
    severity: 'sev2',
    status: 'facts',
    services: [],
    started_precision: 'minute',
    repeats: [],
    open_actions: 0,
    actions: 0,
    open_questions: 0,
    ...rest,
  };
}

const rows = [
  row('INC-61', '2026-10-13T16:20:00Z', { repeats: ['INC-22'] }),
  row('INC-55', '2026-09-29T08:55:00Z', {
    status: 'published',
    published_at: '2026-10-03T10:00:00Z',
    duration_seconds: 18_600,
  }),
];
const quarters = [quarter('2026 Q4', { incidents: 6, partial: true })];

function show(props: { quarters: typeof quarters | null; filtered?: boolean }) {
  const cursor = new ListCursor(
    'incident',
    () => rows.length,
    () => undefined,
  );
  const selection = new Selection();
  render(IncidentTable, { rows, filtered: false, cursor, selection, ...props });
}

it('groups by quarter, with what is known of each', () => {
  show({ quarters });
  const heads = screen.getAllByRole('rowheader').map((head) => head.textContent);
  expect(heads).toEqual(['2026 Q46 so far, none read yet', '2026 Q3']);
});

it('says that the figures are of all when only some are listed', () => {
  show({ quarters, filtered: true });
  expect(screen.getByText('in all 6 so far, none read yet')).toBeInTheDocument();
});

it('has no groups in an order that does not follow the quarters', () => {
  show({ quarters: null });
  expect(screen.queryByRole('rowheader')).not.toBeInTheDocument();
});

it('says where each stands', () => {
  show({ quarters: null });
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
