import { describe, expect, it } from 'vitest';

import type { LanguageRule } from '$lib/api/language-shapes';

import { changedSeverities, lines, text } from './additions';

describe('additions', () => {
  it('are one on a line', () => {
    expect(lines(' Grace Hopper \n\nghopper\n')).toEqual(['Grace Hopper', 'ghopper']);
    expect(lines(text(['a b', 'c']))).toEqual(['a b', 'c']);
  });

  it('hold only the severities that are not as they come', () => {
    const rule = (id: string, usual_severity: LanguageRule['usual_severity']): LanguageRule => ({
      id,
      title: id,
      why: '',
      suggestion: '',
      severity: usual_severity,
      usual_severity,
    });
    const rules = [rule('hindsight', 'note'), rule('judgement', 'warning')];
    expect(changedSeverities({ hindsight: 'note', judgement: 'off' }, rules)).toEqual({
      judgement: 'off',
    });
  });
});
