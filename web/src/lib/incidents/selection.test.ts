import { expect, it } from 'vitest';

import { Selection } from './selection.svelte';

it('takes a row in, and out again', () => {
  const selection = new Selection();
  selection.toggle({ reference: 'INC-1', title: 'One' });
  selection.toggle({ reference: 'INC-2', title: 'Two' });
  selection.toggle({ reference: 'INC-1', title: 'One' });
  expect(selection.rows.map(({ reference }) => reference)).toEqual(['INC-2']);
  selection.toggle(undefined);
  expect(selection.has('INC-2')).toBe(true);
  expect(selection.asMarkdown('https://x.example')).toBe(
    '- [INC-2](https://x.example/incidents/INC-2) Two',
  );
});
