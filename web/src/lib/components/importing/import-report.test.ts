import { describe, expect, it } from 'vitest';

import {
  fateGroups,
  needsZone,
  NOTHING,
  reasonOf,
  summary,
  together,
  toImport,
  understood,
  type FileReport,
  type ImportReport,
} from './import-report';

const waiting: FileReport = {
  source: 'a.md',
  outcome: 'failed',
  code: 'needs_zone',
  error:
    'line 5: “14:00” is a local time and the document names no zone; say which it is (with --timezone on the command line), such as Europe/Berlin',
};
const unreadable: FileReport = {
  source: 'b.md',
  outcome: 'failed',
  code: 'empty_file',
  error: 'the file is empty',
};
const fresh: FileReport = { source: 'c.md', outcome: 'created', incident: 'INC-62' };

const report: ImportReport = {
  created: 11,
  updated: 1,
  unchanged: 2,
  edited_here: 0,
  failed: 2,
  files: [fresh, unreadable, waiting],
};

describe('an import in words', () => {
  it('says what would happen, and then what did', () => {
    expect(summary(report, true)).toBe(
      '11 incidents to open, 1 to update, 2 unchanged, 1 without a zone, 1 not readable.',
    );
    expect(summary(report, false)).toContain('11 incidents opened, 1 updated');
    expect(summary(NOTHING, true)).toBe('No files.');
  });

  it('puts first what asks for something', () => {
    const groups = fateGroups(report, true);
    expect(groups.map(({ fate }) => fate)).toEqual(['needs_zone', 'failed', 'created']);
    expect(fateGroups(report, false).map(({ heading }) => heading)).toContain('Opened');
  });

  it('counts only what would change something', () => {
    expect(toImport(report)).toBe(12);
  });

  it('sees that a zone is missing, and leaves how to name it to the field', () => {
    expect(needsZone(report)).toBe(true);
    expect(needsZone(NOTHING)).toBe(false);
    expect(reasonOf(waiting)).toBe(
      'line 5: “14:00” is a local time and the document names no zone.',
    );
    expect(reasonOf(unreadable)).toBe('the file is empty');
  });

  it('adds the parts of one import up', () => {
    const both = together(report, report);
    expect(both.created).toBe(22);
    expect(both.files).toHaveLength(6);
  });

  it('says what of a document found its place', () => {
    const read = { mapped: [{}, {}], kept: [{}], notes: [] };
    expect(understood(read as never)).toBe('2 parts mapped, 1 kept as a section');
  });
});
