import { describe, expect, it } from 'vitest';

import { fateWords, needsZone, summary, toImport, type ImportReport } from './import-report';

const report: ImportReport = {
  created: 11,
  updated: 1,
  unchanged: 2,
  edited_here: 0,
  failed: 1,
  files: [{ source: 'a.md', outcome: 'failed', code: 'needs_zone' }] as never,
};

describe('an import in words', () => {
  it('says what would happen, and then what did', () => {
    expect(summary(report, true)).toBe(
      '11 incidents to open, 1 to update, 2 unchanged, 1 not readable.',
    );
    expect(summary(report, false)).toBe(
      '11 incidents opened, 1 updated, 2 unchanged, 1 not readable.',
    );
    expect(fateWords('created', true)).toBe('a new incident');
    expect(fateWords('created', false)).toBe('imported');
  });

  it('counts only what would change something', () => {
    expect(toImport(report)).toBe(12);
  });

  it('sees that a zone is missing', () => {
    expect(needsZone(report)).toBe(true);
    expect(needsZone({ ...report, files: [] })).toBe(false);
  });
});
