import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Workspace } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

import QueryField from './QueryField.svelte';

const onquery = vi.fn<(query: string, typing: boolean) => void>();
const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });

beforeEach(() => {
  vi.useFakeTimers();
  onquery.mockClear();
  workspace.current = {
    services: [{ id: 1, name: 'ledger', team: null }],
    teams: [],
    people: [],
    factors: [{ id: 1, label: 'Retries not bounded' }],
  } as unknown as Workspace;
});
afterEach(() => vi.useRealTimers());

const field = () => screen.getByRole('combobox', { name: 'Search incidents' });
const removers = () =>
  screen.queryAllByRole('button', { name: /^Remove / }).map((button) => button.ariaLabel);

function show(query = '', props: { error?: string; examples?: string[] } = {}) {
  return render(QueryField, { query, onquery, ...props });
}

describe('plain words', () => {
  it('wait for a pause in typing', async () => {
    show();
    await user.type(field(), 'ledger failed');
    expect(onquery).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    expect(onquery).toHaveBeenCalledExactlyOnceWith('ledger failed', true);
  });

  it('do not wait for Enter, and are asked for once', async () => {
    show();
    await user.type(field(), 'pool{Enter}');
    vi.advanceTimersByTime(1000);
    expect(onquery).toHaveBeenCalledExactlyOnceWith('pool', false);
  });

  it('are not undone by the answer to an earlier pause', async () => {
    const { rerender } = show();
    await user.type(field(), 'po');
    vi.advanceTimersByTime(250);
    await user.type(field(), 'ol');
    await rerender({ query: 'po', onquery });
    expect(field()).toHaveValue('pool');
  });
});

describe('conditions', () => {
  it('stand as tokens, with the minus of a negated one, and words as text', () => {
    show('since:2026-06 pool -is:drill full');
    expect(removers()).toEqual(['Remove since:2026-06', 'Remove -is:drill']);
    const negated = screen.getByRole('button', { name: 'Change -is:drill' });
    expect(negated).toHaveTextContent('is:drill');
    expect(negated.parentElement).toHaveClass('token--not');
    expect(screen.getByRole('button', { name: 'Change pool' })).toBeInTheDocument();
    expect(field()).toHaveValue('full');
  });

  it('become tokens at the space behind them, but not inside quotes', async () => {
    show();
    await user.type(field(), 'lasted:>1h ');
    expect(removers()).toEqual(['Remove lasted:>1h']);
    await user.type(field(), 'factor:"retries not ');
    expect(removers()).toHaveLength(1);
    await user.type(field(), 'bounded" ');
    expect(removers()).toEqual(['Remove lasted:>1h', 'Remove factor:"retries not bounded"']);
  });

  it('are not asked for by halves', async () => {
    show();
    await user.type(field(), 'is:rep');
    vi.advanceTimersByTime(1000);
    expect(onquery).not.toHaveBeenCalled();
  });

  it('are taken away by their button', async () => {
    show('is:repeat sev:1 pool');
    await user.click(screen.getByRole('button', { name: 'Remove is:repeat' }));
    expect(onquery).toHaveBeenCalledExactlyOnceWith('sev:1 pool', false);
    expect(field()).toHaveFocus();
  });

  it('are taken apart by Backspace at the start, the last one first', async () => {
    show('is:repeat sev:1');
    await user.click(field());
    await user.keyboard('{Backspace}');
    expect(field()).toHaveValue('sev:1');
    expect(removers()).toEqual(['Remove is:repeat']);
    await user.keyboard('{Backspace}2{Enter}');
    expect(onquery).toHaveBeenCalledExactlyOnceWith('is:repeat sev:2', false);
  });

  it('can be typed between others', async () => {
    show('is:repeat sev:1');
    await user.click(field());
    await user.keyboard('{ArrowLeft}service:ledger{Enter}');
    expect(onquery).toHaveBeenCalledExactlyOnceWith('is:repeat service:ledger sev:1', false);
  });

  it('become text where they are pressed', async () => {
    show('is:repeat sev:1');
    await user.click(screen.getByRole('button', { name: 'Change is:repeat' }));
    expect(field()).toHaveValue('is:repeat');
    expect(removers()).toEqual(['Remove sev:1']);
  });
});

describe('completion', () => {
  const options = () => within(screen.getByRole('listbox')).getAllByRole('option');
  const active = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '');

  it('is taken with Enter, the first being chosen', async () => {
    show();
    await user.type(field(), 'is:');
    expect(field()).toHaveAttribute('aria-expanded', 'true');
    expect(active()).toHaveTextContent('is:repeat');
    expect(options()[0]).toHaveTextContent('its cause was met before');
    await user.keyboard('{Enter}');
    expect(onquery).toHaveBeenCalledExactlyOnceWith('is:repeat', false);
    expect(field()).toHaveValue('');
    expect(removers()).toEqual(['Remove is:repeat']);
  });

  it('is walked with the arrows and taken with Tab, which stays in the field', async () => {
    show();
    await user.type(field(), '-is:{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(active()).toHaveTextContent('-is:owed');
    await user.keyboard('{Tab}');
    expect(onquery).toHaveBeenCalledExactlyOnceWith('-is:owed', false);
    expect(field()).toHaveFocus();
  });

  it('quotes a name with spaces', async () => {
    show();
    await user.type(field(), 'factor:ret{Enter}');
    expect(onquery).toHaveBeenCalledExactlyOnceWith('factor:"Retries not bounded"', false);
  });

  it('leaves Enter to the words until one is chosen', async () => {
    show();
    await user.type(field(), 'ledg');
    expect(options()[0]).toHaveTextContent('service:ledger');
    expect(active()).toBeNull();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(onquery).toHaveBeenCalledExactlyOnceWith('service:ledger', false);
  });

  it('goes on from a key to its values', async () => {
    show();
    await user.type(field(), 'pool serv{ArrowDown}{Enter}');
    expect(field()).toHaveValue('pool service:');
    await user.keyboard('{Enter}');
    expect(onquery).toHaveBeenCalledExactlyOnceWith('pool service:ledger', false);
  });

  it('is closed by Escape; the next one takes the typed words, never the tokens', async () => {
    show('sev:1');
    await user.type(field(), 'is:{Escape}');
    expect(field()).toHaveAttribute('aria-expanded', 'false');
    expect(field()).toHaveValue('is:');
    await user.keyboard('{Escape}');
    expect(field()).toHaveValue('');
    expect(removers()).toEqual(['Remove sev:1']);
    await user.keyboard('{Escape}');
    expect(field()).not.toHaveFocus();
  });
});

it('points at what was refused and says why', () => {
  show('pool colour:red sev:1', { error: 'at character 6: “colour:red” is not a key' });
  const token = screen.getByRole('button', { name: 'Change colour:red' }).parentElement;
  expect(token).toHaveClass('token--refused');
  expect(screen.getByRole('button', { name: 'Change pool' })).not.toHaveClass(/refused/);
  expect(screen.getByRole('alert')).toHaveTextContent('“colour:red” is not a key');
  expect(screen.getByRole('alert')).not.toHaveTextContent('at character');
  expect(field()).toHaveAttribute('aria-invalid', 'true');
});

it('adds an example to what is there, once', async () => {
  show('ledger', { examples: ['is:repeat'] });
  const example = screen.getByRole('button', { name: 'is:repeat' });
  await user.click(example);
  await user.click(example);
  expect(onquery).toHaveBeenCalledExactlyOnceWith('ledger is:repeat', false);
});

it('is emptied by its button', async () => {
  show('is:repeat pool');
  await user.click(screen.getByRole('button', { name: 'Clear the search' }));
  expect(onquery).toHaveBeenCalledExactlyOnceWith('', false);
});

it('follows the URL when it changes', async () => {
  const { rerender } = show('is:repeat');
  await rerender({ query: 'sev:1 pool', onquery });
  expect(removers()).toEqual(['Remove sev:1']);
  expect(field()).toHaveValue('pool');
  expect(onquery).not.toHaveBeenCalled();
});
