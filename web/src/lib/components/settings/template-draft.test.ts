import { describe, expect, it } from 'vitest';

import { isStandard, keyFor, moved, titleErrors } from './template-draft';

const section = (key: string, title = key) => ({ key, title, guide: '' });
const THREE = [section('summary'), section('root_cause'), section('lessons')];
const keys = (sections: { key: string }[]) => sections.map(({ key }) => key);

describe('the order', () => {
  it('moves one up, down, and to either end', () => {
    expect(keys(moved(THREE, 2, 1))).toEqual(['summary', 'lessons', 'root_cause']);
    expect(keys(moved(THREE, 0, 1))).toEqual(['root_cause', 'summary', 'lessons']);
    expect(keys(moved(THREE, 0, 2))).toEqual(['root_cause', 'lessons', 'summary']);
  });

  it('stays within the list, and never loses or doubles a section', () => {
    for (const from of [-1, 0, 1, 2, 3]) {
      for (const to of [-5, 0, 1, 2, 9]) {
        expect(keys(moved(THREE, from, to)).toSorted()).toEqual(keys(THREE).toSorted());
      }
    }
    expect(moved(THREE, 0, -1)).toEqual(THREE);
    expect(keys(moved(THREE, 0, 9)).at(-1)).toBe('summary');
  });

  it('is the old one again when a move is taken back', () => {
    expect(moved(moved(THREE, 0, 2), 2, 0)).toEqual(THREE);
  });
});

it('makes a key of letters, digits and underscores that is free', () => {
  expect(keyFor('What went well?', THREE)).toBe('what_went_well');
  expect(keyFor('Résumé', THREE)).toBe('resume');
  expect(keyFor('Summary', THREE)).toBe('summary_2');
  expect(keyFor('Summary', [...THREE, section('summary_2')])).toBe('summary_3');
  expect(keyFor('安全', THREE)).toBe('section');
  expect(keyFor('x'.repeat(200), THREE).length).toBeLessThanOrEqual(60);
});

it('knows which sections stay, and which lack a title', () => {
  expect(THREE.every(isStandard)).toBe(true);
  expect(isStandard(section('security'))).toBe(false);
  expect(titleErrors([section('security', ' '), ...THREE])).toEqual({
    security: 'A section needs a title.',
  });
});
