import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import type { AuditEntry } from '$lib/audit/requests';
import { ListCursor } from '$lib/list-cursor.svelte';

import AuditList from './AuditList.svelte';

function entry(seq: number, name: string, change: object): AuditEntry {
  const author = { person: null, via: 'cli', request_id: null, address: '192.0.2.7' };
  const at = '2026-10-08T16:00:00Z';
  return { seq, at, name, author, change, hash: 'ab'.repeat(32) } as unknown as AuditEntry;
}

const entries = [
  entry(9, 'person.changed', {
    part: 'person',
    edit: 'changed',
    from: { name: 'Mika', role: 'member' },
    to: { name: 'Mika', role: 'admin' },
  }),
  entry(8, 'incident.viewed', { part: 'audit', what: 'viewed', incident: 'INC-57' }),
  entry(7, 'metrics_server.secret_replaced', { part: 'metrics_secret' }),
];

function show(open: number[]) {
  const cursor = new ListCursor(
    'audit',
    () => entries.length,
    () => undefined,
  );
  const ontoggle = vi.fn();
  render(AuditList, { entries, cursor, open: new Set(open), ontoggle });
  return { cursor, ontoggle };
}

const rows = () => screen.getAllByRole('listitem');

it('says who, what, of what, when and from where', () => {
  show([]);
  const [person, viewed] = rows();
  for (const words of ['Afterword from the command line', 'person changed', '8 Oct', '192.0.2.7']) {
    expect(person).toHaveTextContent(words);
  }
  expect(viewed).toHaveTextContent('restricted incident opened');
  expect(viewed).toHaveTextContent('INC-57');
});

it('opens to what was before and after', async () => {
  const { cursor, ontoggle } = show([9]);
  const line = screen.getByRole('button', { name: /person changed/ });
  expect(line).toHaveAttribute('aria-expanded', 'true');
  const row = screen.getByRole('row', { name: /role/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map(({ textContent }) => textContent.trim()),
  ).toEqual(['member', 'admin']);
  expect(screen.queryByRole('row', { name: /name/ })).toBeNull();
  expect(screen.getByText('ab'.repeat(32))).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: /restricted incident/ }));
  expect(ontoggle).toHaveBeenCalledWith(8);
  expect(cursor.index).toBe(1);
});

it('says so where there is no more to tell', () => {
  show([7]);
  expect(rows()[2]).toHaveTextContent('There is no more to it');
});
