import { expect, it } from 'vitest';

import { Selection, type Selected } from './selection.svelte';

function row(reference: string): Selected {
  const rest = { version: 1, severity: 'sev2', mode: 'standard', services: [] } as const;
  return { reference, title: `${reference} failed`, ...rest, services: [] };
}

const references = ({ rows }: Selection) => rows.map(({ reference }) => reference);

it('takes a row in, and out again', () => {
  const selection = new Selection();
  selection.toggle(row('INC-1'));
  selection.toggle(row('INC-2'));
  selection.toggle(row('INC-1'));
  expect(references(selection)).toEqual(['INC-2']);
  selection.toggle(undefined);
  expect(selection.has('INC-2')).toBe(true);
  expect(selection.asMarkdown('https://x.example')).toBe(
    '- [INC-2](https://x.example/incidents/INC-2) INC-2 failed',
  );
});

it('begins a range at the row that was picked last, in either direction', () => {
  const selection = new Selection();
  expect(selection.rangeTo(4)).toEqual([4, 4]);
  selection.toggle(row('INC-1'), 7);
  expect(selection.rangeTo(9)).toEqual([7, 9]);
  expect(selection.rangeTo(2)).toEqual([2, 7]);
  selection.clear();
  expect(selection.rangeTo(3)).toEqual([3, 3]);
});

it('adds each only once', () => {
  const selection = new Selection();
  selection.toggle(row('INC-2'), 0);
  selection.add([row('INC-1'), row('INC-2'), row('INC-3')]);
  expect(references(selection)).toEqual(['INC-2', 'INC-1', 'INC-3']);
});
