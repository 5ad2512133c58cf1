/**
 * The incident as its page holds it. The schema marks everything that a request may leave out as
 * optional; in an answer it is always there, so `Answered` says so.
 */

import type { components } from './schema';

type Schemas = components['schemas'];

export type Answered<T> = T extends (infer Entry)[]
  ? Answered<Entry>[]
  : T extends object
    ? { [Key in keyof T]-?: Answered<Exclude<T[Key], undefined>> }
    : T;

export type IncidentView = Answered<Schemas['IncidentView']>;
export type PostMortem = IncidentView['postmortem'];
export type TimelineEvent = IncidentView['timeline'][number];
export type Question = TimelineEvent['questions'][number];
export type Evidence = TimelineEvent['evidence'][number];
export type Gap = IncidentView['gaps'][number];
export type Section = PostMortem['sections'][number];
export type ContributingFactor = PostMortem['factors'][number];
export type Answer = PostMortem['answers'][number];
export type Measure = PostMortem['measures'][number];
export type ActionItem = PostMortem['actions'][number];
export type Price = Omit<IncidentView['action_prices'][number], 'action'>;
export type Awareness = NonNullable<IncidentView['awareness']>;
export type Offers = Answered<Schemas['OffersView']>;
export type Offer = Offers['offers'][number];
export type MoreOffers = Offers['more'];
export type Suggestion = Offers['milestones'][number];
export type Meeting = NonNullable<PostMortem['meeting']>;
export type Recurrence = IncidentView['recurrences'][number];
export type Similar = Answered<Schemas['Similar']>;
export type Impact = IncidentView['impact'];
export type Milestones = IncidentView['milestones'];
export type Missing = IncidentView['missing'][number];
export type Advice = IncidentView['advice'][number];

export type Visibility =
  { to: 'everyone' } | { to: 'restricted'; people: number[]; teams: number[] };

export type Money = Schemas['Money'];
export type Mode = Schemas['Mode'];
export type Severity = Schemas['Severity'];
export type Milestone = Schemas['Milestone'];
export type EventKind = Schemas['EventKind'];
export type EvidenceKind = Schemas['EvidenceKind'];
export type FactorGroup = Schemas['FactorGroup'];
export type Confidence = Schemas['Confidence'];
export type FourQuestion = Schemas['FourQuestion'];
export type Effect = Schemas['Effect'];
export type Verdict = Schemas['Verdict'];
export type Status = Schemas['Status'];
export type DetectedBy = Schemas['DetectedBy'];
export type Priority = Schemas['Priority'];
export type Precision = Schemas['Precision'];

/** Only what is to change; the schema spells the rest as its default. */
export type IncidentPatch = Partial<Schemas['IncidentPatch']>;
export type EventForm = Schemas['EventForm'];
export type ShiftForm = Schemas['ShiftForm'];
export type SignalsForm = Schemas['SignalsForm'];
export type FactorForm = Schemas['FactorForm'];
export type AnswerForm = Schemas['AnswerForm'];
export type MeasureForm = Schemas['MeasureForm'];
export type CommitForm = Partial<Schemas['CommitForm']>;
export type ActionPatch = Partial<Schemas['ActionPatch']>;
export type RecurrenceForm = Schemas['RecurrenceForm'];
export type ChangeRecord = Schemas['ChangeRecord'];
export type Change = ChangeRecord['change'];
export type Conflict = Schemas['ConflictView'];
export type SlackCourse = Schemas['SlackCourse'];
export type SlackForm = Schemas['SlackForm'];
export type SlackProgress = Schemas['SlackProgress'];
export type SlackReport = Schemas['SlackReport'];
export type SlackSources = Schemas['SlackSources'];
