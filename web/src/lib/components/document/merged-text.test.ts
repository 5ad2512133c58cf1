import { describe, expect, it } from 'vitest';

import { bothTexts } from './merged-text';

describe('bothTexts', () => {
  it('holds every paragraph of both, theirs first', () => {
    expect(bothTexts('One.\n\nTwo, theirs.', 'One.\n\nTwo, yours.\n\nThree.')).toBe(
      'One.\n\nTwo, theirs.\n\nTwo, yours.\n\nThree.',
    );
  });

  it('says what is the same once', () => {
    expect(bothTexts('Same.\n', 'Same.')).toBe('Same.');
    expect(bothTexts('', 'Yours.')).toBe('Yours.');
  });
});
