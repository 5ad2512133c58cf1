/** Short names for what the API answers about integrations, their deliveries and intake rules. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type AddedIntegration = Schemas['AddedIntegration'];
export type DeliveryPage = Schemas['DeliveryPage'];
export type DeliveryRow = Schemas['DeliveryRow'];
export type DeliveryView = Schemas['DeliveryView'];
export type Intake = Schemas['Intake'];
export type IntakeRule = Schemas['IntakeRule'];
export type IntakeRules = Schemas['IntakeRules'];
export type Integration = Schemas['Integration'];
export type IntegrationForm = Schemas['IntegrationForm'];
export type IntegrationRow = Schemas['IntegrationRow'];
export type SecretRow = Schemas['SecretRow'];
export type SourceKind = Schemas['Kind'];
export type SourceApi = Schemas['SourceApi'];
export type SourceApiForm = Schemas['SourceApiForm'];
export type TestedApi = Schemas['TestedApi'];
