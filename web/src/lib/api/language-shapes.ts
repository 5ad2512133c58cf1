/** What the check of language finds, its rules, and its trend. */

import type { Answered } from './incident-shapes';
import type { components } from './schema';

type Schemas = components['schemas'];

export type LanguageFinding = Answered<Schemas['LanguageFinding']>;
export type DocumentFindings = Answered<Schemas['DocumentLanguage']>;
export type LanguageRule = Schemas['LanguageRule'];
export type LanguageSeverity = Schemas['LanguageSeverity'];
export type LanguageTrend = Answered<Schemas['LanguageTrend']>;
export type LanguageQuarter = LanguageTrend['quarters'][number];
export type KeepForm = Schemas['KeepForm'];
