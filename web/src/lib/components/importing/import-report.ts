/** What an import says of each file, in words. */

import type { components } from '$lib/api/schema';
import { plural } from '$lib/format';

type Schemas = components['schemas'];

/** What became of a file. */
export type FileFate = Schemas['ImportOutcome'];

export type ImportReport = Schemas['ImportReport'];
export type FileReport = Schemas['FileOutcome'];

const AHEAD: Record<FileFate, string> = {
  created: 'a new incident',
  updated: 'changed since; the incident follows',
  unchanged: 'already here, unchanged',
  edited_here: 'left as it is: it was edited here since',
  failed: 'cannot be read',
};

const BEHIND: Record<FileFate, string> = { ...AHEAD, created: 'imported', updated: 'updated' };

export function fateWords(fate: FileFate, dryRun: boolean): string {
  return (dryRun ? AHEAD : BEHIND)[fate];
}

/** How many files an import would touch. */
export function toImport(report: ImportReport): number {
  return report.created + report.updated;
}

/** Files that tell local times and no zone: the importer has to be told one. */
export function needsZone(report: ImportReport): boolean {
  return report.files.some(({ code }) => code === 'needs_zone');
}

export function summary(report: ImportReport, dryRun: boolean): string {
  const parts = [
    report.created > 0 && `${plural(report.created, 'incident')} ${dryRun ? 'to open' : 'opened'}`,
    report.updated > 0 && `${report.updated} ${dryRun ? 'to update' : 'updated'}`,
    report.unchanged > 0 && `${report.unchanged} unchanged`,
    report.edited_here > 0 && `${report.edited_here} edited here and left alone`,
    report.failed > 0 && `${report.failed} not readable`,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(', ')}.` : 'No files.';
}
