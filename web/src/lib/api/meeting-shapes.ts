/** The meeting as its page holds it: the plan, how it runs, and what was said in it. */

import type { Answered } from './incident-shapes';
import type { components } from './schema';

type Schemas = components['schemas'];

export type MeetingView = Answered<Schemas['MeetingView']>;
export type Plan = NonNullable<MeetingView['plan']>;
export type MeetingRun = NonNullable<MeetingView['run']>;
export type RunStep = MeetingRun['steps'][number];
export type MeetingAction = MeetingView['agenda']['near'][number];
export type MeetingNote = MeetingView['notes'][number];
export type MeetingWord = MeetingView['words'][number];
export type SilentAnswer = MeetingView['silent']['answers'][number];
export type Weighed = MeetingView['weighed'][number];
export type ActionReview = NonNullable<MeetingAction['said']>;

export type MeetingKind = Schemas['MeetingKind'];
export type Phase = Schemas['Phase'];
export type Place = Schemas['Place'];
export type Step = Schemas['Step'];
export type PromptPlace = Schemas['PromptPlace'];
export type FacilitatorPrompt = Schemas['FacilitatorPrompt'];
export type OfferedPrompts = Schemas['OfferedPrompts'];
