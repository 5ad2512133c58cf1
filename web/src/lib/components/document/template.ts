/** What the workspace's template says of sections and questions: their words, and what leads the pen. */

import type { FourQuestion, IncidentView } from '$lib/api/incident-shapes';
import { workspace } from '$lib/workspace.svelte';

import { fourQuestions } from './words';

export interface Guided {
  title: string;
  guide: string;
}

/** A document keeps the title it was begun with; the guide is always today's. */
export function guidedSection(view: IncidentView, key: string, usual: Guided): Guided {
  const own = view.postmortem.sections.find((section) => section.key === key)?.title;
  const guide = template()?.sections.find((section) => section.key === key)?.guide;
  return { title: own?.trim() || usual.title, guide: guide || usual.guide };
}

export function guidedQuestion(question: FourQuestion): Guided {
  const found = template()?.questions.find((entry) => entry.question === question);
  return { title: found?.title || fourQuestions[question], guide: found?.guide ?? '' };
}

function template() {
  return workspace.current?.settings.template;
}
