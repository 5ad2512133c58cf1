/** What each step is called, asks, and has to go through. */

import type { IncidentView } from '$lib/api/incident-shapes';
import type { MeetingRun, MeetingView, RunStep, Step } from '$lib/api/meeting-shapes';
import type { AgendaStep } from '$lib/api/shapes';
import { plural } from '$lib/format';

import { openQuestions } from './walk';

/** On the agenda the second step goes by its short name. */
export function shortTitle({ step, title }: Pick<AgendaStep, 'step' | 'title'>): string {
  return step === 'open_actions' ? 'Open actions' : title;
}

/** Over the step itself. */
export function stepHeading({ step, title }: Pick<AgendaStep, 'step' | 'title'>): string {
  return step === 'choose_three' ? 'Choose at most three' : title;
}

/** What whoever leads asks the room; that of the measures needs the incident. */
export const asks: Record<Exclude<Step, 'choose_three'>, string> = {
  check_in: 'How do you arrive? A word is enough.',
  open_actions: 'What stood in the way? If it will never be done, say so and close it.',
  timeline: 'What did we see, and what did we know then? No solutions yet.',
  why: 'Which conditions made it possible, hid it, or slowed us down?',
  four_questions: 'Everybody writes in silence first. Then it is shown together.',
  patterns: 'What keeps coming back, and what would have to change for it to stay away?',
  check_out: 'How do you leave? What is still missing before it can be published?',
};

/** What there is to go through, or what came of it: "12 entries, 3 questions". */
export function stepNote(step: Step, meeting: MeetingView, incident: IncidentView): string {
  switch (step) {
    case 'open_actions':
      return openActionsNote(meeting);
    case 'timeline':
      return timelineNote(incident);
    case 'why':
      return whyNote(incident);
    case 'four_questions':
      return answersNote(meeting, incident);
    case 'choose_three':
      return measuresNote(incident);
    case 'check_out':
      return meeting.missing.length > 0 ? `${plural(meeting.missing.length, 'thing')} missing` : '';
    case 'check_in':
    case 'patterns':
      return '';
  }
}

function openActionsNote({ agenda: { near } }: MeetingView): string {
  const said = near.filter((item) => item.said);
  if (said.length === 0) return near.length === 0 ? 'none to look at' : `${near.length} to look at`;
  const of = (outcome: string) => said.filter((item) => item.said?.outcome === outcome).length;
  return [
    `${said.length} looked at`,
    of('done') > 0 && `${of('done')} done`,
    of('wont_do') > 0 && `${of('wont_do')} closed`,
  ]
    .filter(Boolean)
    .join(', ');
}

function timelineNote({ timeline }: IncidentView): string {
  const open = openQuestions(timeline);
  const entries = plural(timeline.length, 'entry', 'entries');
  return open > 0 ? `${entries}, ${plural(open, 'question')} open` : entries;
}

function whyNote({ postmortem, recurrences }: IncidentView): string {
  const repeat = recurrences.find(({ verdict }) => verdict === 'confirmed');
  return [
    postmortem.factors.length > 0 && plural(postmortem.factors.length, 'factor'),
    repeat && `repeat of ${repeat.earlier} confirmed`,
  ]
    .filter(Boolean)
    .join(', ');
}

function answersNote({ silent }: MeetingView, { postmortem }: IncidentView): string {
  if (!silent.shown && silent.count > 0) return answersWords(silent);
  return postmortem.answers.length > 0 ? plural(postmortem.answers.length, 'answer') : '';
}

/** "11 answers from 6 people"; from how many is not said where nobody is to know. */
export function answersWords({ count, people }: Pick<MeetingView['silent'], 'count' | 'people'>) {
  if (count === 0) return 'nobody has written yet';
  const answers = plural(count, 'answer');
  return people === null ? answers : `${answers} from ${plural(people, 'person', 'people')}`;
}

function measuresNote({ postmortem: { measures, actions } }: IncidentView): string {
  const votes = measures.reduce((sum, measure) => sum + measure.votes.length, 0);
  if (actions.length > 0)
    return `${actions.length} chosen of ${plural(measures.length, 'measure')}`;
  if (measures.length === 0) return 'at most three';
  return [plural(measures.length, 'measure'), votes > 0 && plural(votes, 'vote')]
    .filter(Boolean)
    .join(', ');
}

export function stepIndex(steps: { step: Step }[], step: Step): number {
  return steps.findIndex((one) => one.step === step);
}

/** Whether going there leaves out steps that nobody was at, which needs a word why. */
export function leavesOut(run: Pick<MeetingRun, 'steps' | 'step'>, to: Step): RunStep[] {
  const from = stepIndex(run.steps, run.step);
  return run.steps
    .slice(from + 1, Math.max(from + 1, stepIndex(run.steps, to)))
    .filter(({ visited, skipped_because }) => !visited && !skipped_because);
}
