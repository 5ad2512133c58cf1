import { expect, it } from 'vitest';

import { cssString } from './print-title';

it('lets no title end the string', () => {
  expect(cssString('Said "no" in C:\\temp\nand left')).toBe(
    '"Said \\"no\\" in C:\\\\temp and left"',
  );
});
