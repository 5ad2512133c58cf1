/** The words for what the API names: kinds, groups, questions, effects. */

import type {
  Confidence,
  DetectedBy,
  Effect,
  EventKind,
  EvidenceKind,
  FactorGroup,
  FourQuestion,
  Milestone,
  Mode,
  Similar,
  Verdict,
} from '$lib/api/incident-shapes';
import type { IconName } from '$lib/components/Icon.svelte';

export const eventKinds: Record<EventKind, { word: string; icon: IconName }> = {
  alert: { word: 'Alert', icon: 'bell' },
  page: { word: 'Page', icon: 'person' },
  message: { word: 'Message', icon: 'chat' },
  deploy: { word: 'Deploy', icon: 'deploy' },
  change: { word: 'Change', icon: 'branch' },
  decision: { word: 'Decision', icon: 'decision' },
  observation: { word: 'Observation', icon: 'eye' },
  milestone: { word: 'Milestone', icon: 'clock' },
};

/** How an entry that tells of a milestone begins. */
export const milestoneWords: Record<Milestone, string> = {
  impact_started: 'Impact starts',
  detected: 'Detected',
  acknowledged: 'Acknowledged',
  identified: 'Identified',
  mitigated: 'Fixed',
  recovered: 'Recovered',
  all_clear: 'All clear',
};

/** The words of the document template, for forms. */
export const milestoneLabels: Record<Milestone, string> = {
  impact_started: 'Impact started',
  detected: 'First alert fired',
  acknowledged: 'On-call acknowledged',
  identified: 'Root cause identified',
  mitigated: 'Fix deployed',
  recovered: 'Service recovered',
  all_clear: 'All-clear declared',
};

export const milestones = Object.keys(milestoneLabels) as Milestone[];

export const evidenceKinds: Record<EvidenceKind, string> = {
  log: 'Log',
  merge_request: 'Merge request',
  pipeline: 'Pipeline',
  message: 'Message',
  metric: 'Metric',
  ticket: 'Ticket',
  dashboard: 'Dashboard',
  file: 'File',
};

export const factorGroups: Record<FactorGroup, string> = {
  made_possible: 'Made it possible',
  slowed_detection: 'Slowed detection',
  slowed_resolution: 'Slowed resolution',
};

export const confidences: Record<Confidence, string> = {
  high: 'sure',
  medium: 'fairly sure',
  low: 'a guess',
};

export const fourQuestions: Record<FourQuestion, string> = {
  helped: 'What helped us?',
  slowed: 'What slowed us down?',
  differently: 'What could we have done differently?',
  known_now: 'What do we know now?',
};

export const effects: Record<Effect, string> = {
  prevents: 'Stops it',
  detects: 'Finds it sooner',
  limits: 'Limits it',
  asks_for_memory: 'Asks for memory',
};

export const verdicts: Record<Verdict, string> = {
  suggested: 'suggested, not decided',
  confirmed: 'confirmed',
  similar: 'alike, another cause',
  rejected: 'not a repeat',
};

/** What a person can say of an earlier incident, as a command. */
export const repeatChoices: [Exclude<Verdict, 'suggested'>, string][] = [
  ['confirmed', 'Confirm'],
  ['similar', 'Alike, another cause'],
  ['rejected', 'Not a repeat'],
];

export const detectors: Record<DetectedBy, string> = {
  alert: 'Alert',
  customer: 'Customer',
  colleague: 'Colleague',
  partner: 'Partner',
};

export const modes: Record<Mode, string> = {
  standard: 'Standard',
  near_miss: 'Near miss',
  drill: 'Drill',
};

export function entriesOf<Key extends string, Value>(words: Record<Key, Value>): [Key, Value][] {
  return Object.entries(words) as [Key, Value][];
}

/** "1 day", "½ day", "3 days", "2 hours": an effort the way a person says it. */
export function effortWords(days: number): string {
  if (days === 0.5) return '½ day';
  const hours = Math.round(days * 8);
  if (days < 1 && hours >= 1) return hours === 1 ? '1 hour' : `${hours} hours`;
  return days === 1 ? '1 day' : `${Number(days.toFixed(2))} days`;
}

/** A sentence begins with a capital letter. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** What a reason why two incidents are alike names, in one word before its colon. */
export const reasonHeads: Record<Similar['reasons'][number]['kind'], string> = {
  path: 'Path',
  reference: 'Mention',
  service: 'Service',
  factor: 'Factor',
  mechanism: 'Failure',
  component: 'Component',
  trigger: 'Trigger',
  words: 'Words',
  fix: 'Fix',
  course: 'Course',
};
