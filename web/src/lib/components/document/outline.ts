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

/** The part of the page in which a place of prose stands; any other place is named like its part. */
export function partOf(place: string): string {
  const [noun, key = ''] = place.split(':');
  if (noun === 'answer') return 'questions';
  return noun === 'section' ? anchorOf(key) : place;
}

/** Sections that the document brought of its own. */
export function ownSections(view: IncidentView): Section[] {
  return view.postmortem.sections.filter(({ key }) => !STANDARD.includes(key));
}

/** Lessons are written as a list; prose is not counted. */
function lessonsIn(view: IncidentView): number {
  return (view.html['section:lessons'] ?? '').match(/<li>/g)?.length ?? 0;
}

export function outlineOf(view: IncidentView, actionLimit: number): OutlineEntry[] {
  const { postmortem } = view;
  const { factors, answers, actions } = postmortem;
  const titled = (key: string, usual: string) =>
    postmortem.sections.find((section) => section.key === key)?.title.trim() || usual;
  const some = (count: number) => (count > 0 ? String(count) : undefined);
  return [
    { id: 'summary', label: titled('summary', 'Summary') },
    { id: 'timeline', label: 'Timeline', count: some(view.timeline.length) },
    { id: 'root_cause', label: titled('root_cause', 'Root cause') },
    { id: 'factors', label: 'Contributing factors', count: some(factors.length) },
    { id: 'repeat', label: 'Is this a repeat?' },
    { id: 'questions', label: 'Four questions', count: some(answers.length) },
    { id: 'actions', label: 'Actions', count: `${actions.length} of ${actionLimit}` },
    { id: 'lessons', label: titled('lessons', 'Lessons'), count: some(lessonsIn(view)) },
    ...ownSections(view).map(({ key, title }) => ({ id: anchorOf(key), label: title })),
  ];
}
