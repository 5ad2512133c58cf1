/** Short names for what the API answers with. The schema is generated; nothing is retyped here. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type ActionCounts = Schemas['ActionCounts'];
export type ActionItem = Schemas['ActionItem'];
export type ActionPatch = Schemas['ActionPatch'];
export type ActionView = Schemas['ActionView'];
export type Agenda = Schemas['Agenda'];
export type AgendaAction = Schemas['AgendaAction'];
export type AgendaStep = Schemas['AgendaStep'];
export type Attention = Schemas['Attention'];
export type Cadence = Schemas['Cadence'];
export type CarriedOver = Schemas['CarriedOver'];
export type Column = Schemas['Column'];
export type Concern = Schemas['Concern'];
export type FactorCount = Schemas['FactorCount'];
export type FactorTerm = Schemas['FactorTerm'];
export type Figures = Schemas['Figures'];
export type IncidentPage = Schemas['IncidentPage'];
export type IncidentRow = Schemas['IncidentRow'];
export type IncidentView = Schemas['IncidentView'];
export type Instance = Schemas['Instance'];
export type ListTab = Schemas['ListTab'];
export type Mode = Schemas['Mode'];
export type OpenForm = Schemas['OpenForm'];
export type OpenQuestion = Schemas['OpenQuestion'];
export type Outcome = Schemas['Outcome'];
export type OversightView = Schemas['OversightView'];
export type Person = Schemas['Person'];
export type PreventableRepeat = Schemas['PreventableRepeat'];
export type ProofStanding = Schemas['ProofStanding'];
export type QuarterCount = Schemas['QuarterCount'];
export type QuarterFigures = Schemas['QuarterFigures'];
export type RepeatRate = Schemas['RepeatRate'];
export type ReviewForm = Schemas['ReviewForm'];
export type Service = Schemas['Service'];
export type SeverityName = Schemas['Severity'];
export type SignedIn = Schemas['Session'];
export type Sprint = Schemas['Sprint'];
export type Stats = Schemas['Stats'];
export type Team = Schemas['Team'];
export type Ticket = Schemas['Ticket'];
export type View = Schemas['View'];
export type Workspace = Schemas['Workspace'];
