/** What an import says of each file, in words. */

import type { components } from '$lib/api/schema';
import { plural } from '$lib/format';
import { blameIn } from '$lib/language/blame-words';

type Schemas = components['schemas'];

/** What became of a file; one without a zone is not lost, it waits for one. */
export type FileFate = Schemas['ImportOutcome'] | 'needs_zone';

export type ImportReport = Schemas['ImportReport'];
export type FileReport = Schemas['FileOutcome'];

export const NOTHING: ImportReport = {
  created: 0,
  updated: 0,
  unchanged: 0,
  edited_here: 0,
  failed: 0,
  files: [],
};

/** Those that ask for something come first. */
const ORDER: FileFate[] = [
  'needs_zone',
  'failed',
  'created',
  'updated',
  'edited_here',
  'unchanged',
];

const AHEAD: Record<FileFate, string> = {
  needs_zone: 'Waiting for a zone',
  failed: 'Not readable',
  created: 'New incidents',
  updated: 'Changed since; the incident follows',
  edited_here: 'Edited here since, and left as it is',
  unchanged: 'Here already, unchanged',
};

const BEHIND: Record<FileFate, string> = {
  ...AHEAD,
  needs_zone: 'Not imported: no zone',
  failed: 'Not imported',
  created: 'Opened',
  updated: 'Updated',
};

export interface FateGroup {
  fate: FileFate;
  heading: string;
  files: FileReport[];
}

export function fateOf({ outcome, code }: FileReport): FileFate {
  return code === 'needs_zone' ? 'needs_zone' : outcome;
}

export function fateGroups(report: ImportReport, dryRun: boolean): FateGroup[] {
  return ORDER.map((fate) => ({
    fate,
    heading: (dryRun ? AHEAD : BEHIND)[fate],
    files: report.files.filter((file) => fateOf(file) === fate),
  })).filter(({ files }) => files.length > 0);
}

/** How many files an import would touch. */
export function toImport(report: ImportReport): number {
  return report.created + report.updated;
}

/** Files that tell local times and no zone: the importer has to be told one. */
export function needsZone(report: ImportReport): boolean {
  return report.files.some((file) => fateOf(file) === 'needs_zone');
}

/** Two parts of one import. */
export function together(one: ImportReport, other: ImportReport): ImportReport {
  return {
    created: one.created + other.created,
    updated: one.updated + other.updated,
    unchanged: one.unchanged + other.unchanged,
    edited_here: one.edited_here + other.edited_here,
    failed: one.failed + other.failed,
    files: [...one.files, ...other.files],
  };
}

export function summary(report: ImportReport, dryRun: boolean): string {
  const waiting = report.files.filter((file) => fateOf(file) === 'needs_zone').length;
  const lost = report.failed - waiting;
  const parts = [
    report.created > 0 && `${plural(report.created, 'incident')} ${dryRun ? 'to open' : 'opened'}`,
    report.updated > 0 && `${report.updated} ${dryRun ? 'to update' : 'updated'}`,
    report.unchanged > 0 && `${report.unchanged} unchanged`,
    report.edited_here > 0 && `${report.edited_here} edited here and left alone`,
    waiting > 0 && `${waiting} without a zone`,
    lost > 0 && `${lost} not readable`,
  ].filter(Boolean);
  if (parts.length === 0) return 'No files.';
  const blame = blameIn(report.files.reduce((sum, { phrases }) => sum + (phrases ?? 0), 0));
  return `${parts.join(', ')}.${blame ? ` ${blame}; each document shows them.` : ''}`;
}

/** Why a file is not imported. How to name a zone is said by the field for it, not here. */
export function reasonOf(file: FileReport): string | undefined {
  const reason = file.error ?? undefined;
  return fateOf(file) === 'needs_zone' ? reason?.replace(/; say which it is.*$/s, '.') : reason;
}

/** What of a document found no place of its own. */
export function understood({ mapped, kept, notes }: Schemas['Report']): string {
  const parts = [
    plural(mapped.length, 'part') + ' mapped',
    kept.length > 0 && `${kept.length} kept as ${kept.length === 1 ? 'a section' : 'sections'}`,
    notes.length > 0 && plural(notes.length, 'note'),
  ].filter(Boolean);
  return parts.join(', ');
}
