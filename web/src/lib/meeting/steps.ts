/** What stands beside a step of the agenda, and where in the document its work is done. */

import type { AgendaStep, IncidentView } from '$lib/api/shapes';
import { plural } from '$lib/format';

export type StepKey = AgendaStep['step'];

/** On the agenda the second step goes by its short name. */
export function shortTitle({ step, title }: AgendaStep): string {
  return step === 'open_actions' ? 'Open actions' : title;
}

/** What there is to go through: "12 entries, 3 questions". */
export function stepNote(
  step: StepKey,
  incident: IncidentView,
  openActions: number,
): string | undefined {
  const { timeline, postmortem } = incident;
  switch (step) {
    case 'open_actions':
      return openActions === 0 ? 'none to look at' : `${openActions} to look at`;
    case 'timeline': {
      const questions = timeline
        .flatMap((event) => event.questions ?? [])
        .filter(({ answers, factor }) => (answers ?? []).length === 0 && factor == null).length;
      const entries = plural(timeline.length, 'entry', 'entries');
      return questions > 0 ? `${entries}, ${plural(questions, 'question')}` : entries;
    }
    case 'why':
      return postmortem.factors.length > 0
        ? plural(postmortem.factors.length, 'factor')
        : undefined;
    case 'four_questions':
      return postmortem.answers.length > 0
        ? plural(postmortem.answers.length, 'answer')
        : undefined;
    case 'choose_three':
      return postmortem.actions.length > 0
        ? `${postmortem.actions.length} chosen`
        : 'at most three';
    case 'check_out':
      return incident.missing.length > 0
        ? `${plural(incident.missing.length, 'thing')} missing`
        : undefined;
    default:
      return undefined;
  }
}

export interface StepPlace {
  label: string;
  href: string;
}

/** The parts of the document, or of the workspace, that a step works on. */
export function stepPlaces(step: StepKey, reference: string): StepPlace[] {
  const at = (section: string) => `/incidents/${reference}#${section}`;
  switch (step) {
    case 'timeline':
      return [{ label: 'Open the timeline', href: at('timeline') }];
    case 'why':
      return [
        { label: 'Contributing factors', href: at('factors') },
        { label: 'Is this a repeat?', href: at('repeat') },
      ];
    case 'four_questions':
      return [{ label: 'Open the four questions', href: at('questions') }];
    case 'choose_three':
      return [{ label: 'Open the measures and actions', href: at('actions') }];
    case 'patterns':
      return [{ label: 'Open the patterns', href: '/patterns' }];
    case 'check_out':
      return [{ label: 'See what is missing', href: at('actions') }];
    default:
      return [];
  }
}
