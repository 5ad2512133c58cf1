import { expect, it } from 'vitest';

import { patternsInWords } from './patterns-words';

it('says on how much the patterns rest', () => {
  const words = (incidents: number, reviewed: number) =>
    patternsInWords({ incidents, reviewed, since: '2025-01-03' });
  expect(words(61, 55)).toBe(
    '61 incidents since January 2025, 55 reviewed. A factor counts once per incident.',
  );
  expect(words(3, 0)).toBe(
    '3 incidents since January 2025, none reviewed. So few may have something in common by chance.',
  );
  expect(words(0, 0)).toBe('No incident yet. What they have in common appears here.');
});
