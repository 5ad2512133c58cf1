import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { unreachable } from '$lib/api/problem';

import type { FoundIncident, IncidentSummary, SearchAnswer } from './answer';
import { recentSearches, rememberSearch } from './recent-searches';
import { Search } from './search.svelte';
import SearchField from './SearchField.svelte';

const goto = vi.hoisted(() => vi.fn());
vi.mock('$app/navigation', () => ({ goto }));

const ask = vi.fn<(words: string, signal: AbortSignal) => Promise<SearchAnswer>>();

function incident(
  reference: string,
  title: string,
  where: Partial<FoundIncident> = {},
): FoundIncident {
  const summary: Partial<IncidentSummary> = { reference, title, severity: 'sev2', services: [] };
  return { incident: summary as IncidentSummary, title_marks: [], snippet: null, ...where };
}

function answer(found: Partial<SearchAnswer>): SearchAnswer {
  const nothing = {
    incidents: [],
    index: 'ready' as const,
    factors: [],
    actions: [],
    considered: [],
    people: [],
    services: [],
  };
  return { ...nothing, incidents_total: found.incidents?.length ?? 0, ...found };
}

const ledger = answer({
  incidents: [incident('INC-57', 'Checkout failed when ledger ran out'), incident('INC-31', 'x')],
  incidents_total: 12,
  factors: [{ factor: { id: 4, label: 'ledger pool too small' } as never, incidents: 3 }],
  people: [{ id: 2, name: 'Mika', handle: 'mika' } as never],
});

function field(): HTMLElement {
  return screen.getByRole('combobox', { name: 'Search incidents, factors, actions' });
}

function chosen(): string | undefined {
  return screen.queryByRole('option', { selected: true })?.textContent?.trim();
}

const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

async function answered() {
  await vi.advanceTimersByTimeAsync(80);
  await tick();
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: false });
  localStorage.clear();
  goto.mockReset();
  ask.mockReset().mockResolvedValue(ledger);
  render(SearchField, { search: new Search(ask) });
});
afterEach(() => vi.useRealTimers());

it('asks once typing pauses, and shows what was found by kind', async () => {
  await user.type(field(), 'ledger');
  expect(ask).not.toHaveBeenCalled();
  await answered();
  expect(ask.mock.calls.map(([words]) => words)).toEqual(['ledger']);
  const incidents = within(screen.getByRole('group', { name: 'Incidents' }));
  expect(incidents.getAllByRole('option')).toHaveLength(3);
  expect(incidents.getByText('All 12 incidents with “ledger”')).toBeVisible();
  expect(screen.getByRole('group', { name: 'People' })).toHaveTextContent('Mika');
  expect(screen.getByRole('status')).toHaveTextContent('4 results.');
});

it('shows where the words stand, as the server tells it', async () => {
  const marks = [{ start: 3, end: 7 }];
  ask.mockResolvedValue(
    answer({
      incidents: [
        incident('INC-3', '🜲 Pool full', {
          title_marks: [{ start: 2, end: 6 }],
          snippet: { part: 'root_cause', text: 'é, pool of twenty <b>', marks },
        }),
      ],
    }),
  );
  await user.type(field(), 'poool');
  await answered();
  const option = screen.getByRole('option', { name: /INC-3/ });
  expect(option).toHaveTextContent('Root cause é, pool of twenty <b>');
  const marked = [...option.querySelectorAll('mark')].map((mark) => mark.textContent);
  expect(marked).toEqual(['Pool', 'pool']);
});

it('says that the index is being made', async () => {
  ask.mockResolvedValue({ ...ledger, index: 'building' });
  await user.type(field(), 'ledger');
  await answered();
  expect(screen.getByText(/The search index is being made/)).toBeVisible();
});

it('goes to the list with Enter, and to what the arrows chose', async () => {
  await user.type(field(), 'ledger');
  await answered();
  await user.keyboard('{Enter}');
  expect(goto).toHaveBeenLastCalledWith('/incidents?q=ledger');
  expect(recentSearches()).toEqual(['ledger']);

  await user.type(field(), 'ledger');
  await answered();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
  const option = screen.getByRole('option', { selected: true });
  expect(field()).toHaveAttribute('aria-activedescendant', option.id);
  await user.keyboard('{Enter}');
  expect(goto).toHaveBeenLastCalledWith('/incidents/INC-57');
});

it('leads to the incidents of a factor and to the actions of a person', async () => {
  await user.type(field(), 'ledger');
  await answered();
  const factor = screen.getByRole('option', { name: /pool too small/ });
  expect(factor).toHaveAttribute('href', '/incidents?q=factor%3A%22ledger+pool+too+small%22');
  expect(screen.getByRole('option', { name: /Mika/ })).toHaveAttribute(
    'href',
    '/actions?owner=mika',
  );
});

it('comes back to the field when the arrows have gone round', async () => {
  await user.type(field(), 'ledger');
  await answered();
  await user.keyboard('{ArrowUp}');
  expect(chosen()).toContain('Mika');
  await user.keyboard('{ArrowDown}');
  expect(chosen()).toBeUndefined();
});

it('chooses at once the incident that a reference names', async () => {
  await user.type(field(), 'inc-57');
  await answered();
  expect(chosen()).toContain('INC-57');
  await user.clear(field());
  await user.type(field(), '7');
  await answered();
  expect(chosen()).toBeUndefined();
});

it('drops an answer that a later word has overtaken', async () => {
  let late: (found: SearchAnswer) => void = () => undefined;
  ask.mockReturnValueOnce(new Promise((resolve) => (late = resolve)));
  await user.type(field(), 'led');
  await answered();
  ask.mockResolvedValue(answer({ incidents: [incident('INC-8', 'Certificate expired')] }));
  await user.type(field(), 'ger');
  await answered();
  late(ledger);
  await answered();
  expect(ask.mock.calls[0]?.[1].aborted).toBe(true);
  expect(screen.getByText('INC-8')).toBeVisible();
  expect(screen.queryByText('INC-57')).not.toBeInTheDocument();
});

it('offers the ends of a token, and Enter takes the first', async () => {
  await user.type(field(), 'pool is:re');
  expect(ask).not.toHaveBeenCalled();
  expect(chosen()).toContain('is:repeat');
  await user.keyboard('{Enter}');
  expect(field()).toHaveValue('pool is:repeat ');
  expect(goto).not.toHaveBeenCalled();
  await answered();
  expect(ask.mock.calls.map(([words]) => words)).toEqual(['pool is:repeat']);
});

it('says how to go on where nothing is found', async () => {
  ask.mockResolvedValue(answer({}));
  await user.type(field(), 'xylophone');
  await answered();
  expect(screen.getByText(/Nothing was found/)).toBeVisible();
  expect(screen.getByRole('status')).toHaveTextContent('Nothing found.');
  await user.click(screen.getByRole('button', { name: 'is:repeat' }));
  expect(field()).toHaveValue('is:repeat ');
  expect(field()).toHaveFocus();
});

it('says so when the server does not answer, and still leads to the list', async () => {
  ask.mockRejectedValue(unreachable());
  await user.type(field(), 'ledger');
  await answered();
  expect(screen.getByText(/The search does not answer/)).toBeVisible();
  await user.keyboard('{Enter}');
  expect(goto).toHaveBeenLastCalledWith('/incidents?q=ledger');
});

it('offers what was searched for lately, until it is to be forgotten', async () => {
  rememberSearch('certificates');
  await user.click(field());
  await user.click(screen.getByRole('option', { name: 'certificates' }));
  expect(field()).toHaveValue('certificates');
  await user.clear(field());
  await user.click(screen.getByRole('button', { name: 'Forget these searches' }));
  expect(screen.queryByRole('option')).not.toBeInTheDocument();
  expect(recentSearches()).toEqual([]);
});

it('closes with Escape, gives the keyboard back and keeps what was typed', async () => {
  const before = document.body.appendChild(document.createElement('button'));
  before.focus();
  await user.click(field());
  await user.type(field(), 'ledger');
  await user.keyboard('{Escape}');
  expect(field()).toHaveAttribute('aria-expanded', 'false');
  expect(field()).toHaveValue('ledger');
  expect(field()).not.toHaveFocus();
  before.remove();
});
