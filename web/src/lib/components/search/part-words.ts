/** What the parts of an incident are called beside a snippet. */

import type { Snippet } from './answer';

export const partWords: Record<Snippet['part'], string> = {
  title: 'Title',
  names: 'Names',
  summary: 'Summary',
  root_cause: 'Root cause',
  factors: 'Factors',
  lessons: 'Lessons',
  resolution: 'Resolution',
  prose: 'Document',
  timeline: 'Timeline',
  actions: 'Actions',
};
