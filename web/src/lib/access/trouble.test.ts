import { describe, expect, it } from 'vitest';

import { troubleSentence } from './trouble';

describe('why a sign-in came to nothing', () => {
  it('is said in a sentence for each code', () => {
    expect(troubleSentence('provider_denied')).toContain('broke the sign-in off');
    expect(troubleSentence('group_not_admitted')).toContain('groups');
  });

  it('repeats nothing of the address', () => {
    expect(troubleSentence('<b>Call 555 now</b>')).not.toContain('555');
    expect(troubleSentence('toString')).toContain('failed on the server');
  });
});
