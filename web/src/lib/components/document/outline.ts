/** The sections of a document in the order in which they are read. */

import type { IncidentView, Section } from '$lib/api/incident-shapes';

import type { OutlineEntry } from './DocumentOutline.svelte';

const STANDARD = ['summary', 'root_cause', 'lessons'];

/**
 * Where a section stands on the page. One that the document brought may be called like a part of
 * every page ("timeline"), so it has a name of its own.
 */
export function anchorOf(key: string): string {
  return STANDARD.includes(key) ? key : `section-${key}`;
}

/** Sections that the document brought of its own. */
export function ownSections(view: IncidentView): Section[] {
  return view.postmortem.sections.filter(({ key }) => !STANDARD.includes(key));
}

export function outlineOf(view: IncidentView, actionLimit: number): OutlineEntry[] {
  const { factors, answers, actions } = view.postmortem;
  const some = (count: number) => (count > 0 ? String(count) : undefined);
  return [
    { id: 'summary', label: 'Summary' },
    { id: 'timeline', label: 'Timeline', count: some(view.timeline.length) },
    { id: 'root_cause', label: 'Root cause' },
    { id: 'factors', label: 'Contributing factors', count: some(factors.length) },
    { id: 'repeat', label: 'Is this a repeat?' },
    { id: 'questions', label: 'Four questions', count: some(answers.length) },
    { id: 'actions', label: 'Actions', count: `${actions.length} of ${actionLimit}` },
    { id: 'lessons', label: 'Lessons' },
    ...ownSections(view).map(({ key, title }) => ({ id: anchorOf(key), label: title })),
  ];
}
