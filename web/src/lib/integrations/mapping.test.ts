import { expect, it } from 'vitest';

import { EXAMPLE_MAPPING, mappingText, readMapping } from './mapping';

it('reads what it writes', () => {
  for (const mapping of [null, undefined, EXAMPLE_MAPPING as never]) {
    expect(readMapping(mappingText(mapping))).toEqual({ mapping: mapping ?? null });
  }
});

it('says what keeps a text from being a mapping', () => {
  expect(readMapping('{"key": }').error).toMatch(/^This is not JSON yet: .+\.$/);
  for (const text of ['[]', '1', 'null', '"text"']) {
    expect(readMapping(text).error).toBe('A mapping is an object: { … }.');
  }
});
