/** What an import of another program's export says, in words. */

import { count, plural } from '$lib/format';

import type { PullReport } from './pull-run.svelte';

/** "112 entries that are new, 3 known." */
export function pullSummary(report: PullReport): string {
  const told = [
    `${plural(report.new, 'entry', 'entries')} that ${report.new === 1 ? 'is' : 'are'} new`,
    ...(report.known > 0 ? [`${count(report.known)} known`] : []),
    ...(report.revised > 0 ? [`${count(report.revised)} that say something else than before`] : []),
  ];
  return `${told.join(', ')}.`;
}

/** Whether there is anything to import. */
export function saysSomething(report: PullReport): boolean {
  return report.new + report.revised > 0;
}

/** Incidents that get entries and were there before. */
export function joined(report: PullReport): string[] {
  const opened = new Set(report.opened);
  return report.touched.filter((reference) => !opened.has(reference));
}
