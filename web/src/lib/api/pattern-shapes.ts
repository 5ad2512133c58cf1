/** Short names for what the API says of patterns. The schema is generated; nothing is retyped here. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type ActionOutcome = Schemas['ActionOutcome'];
export type Chain = Schemas['Chain'];
export type ChainAction = Schemas['ChainAction'];
export type ChainLink = Schemas['ChainLink'];
export type FactorPattern = Schemas['FactorPattern'];
export type Lately = Schemas['Lately'];
export type PatternCell = Schemas['PatternCell'];
export type PatternQuarter = Schemas['PatternQuarter'];
export type Patterns = Schemas['Patterns'];
export type Reading = Schemas['Reading'];
export type RecurrenceSpan = Schemas['RecurrenceSpan'];
export type Cluster = Schemas['Cluster'];
export type CountedFrom = Schemas['CountedFrom'];
export type FactorPair = Schemas['FactorPair'];
export type FactorPairs = Schemas['FactorPairs'];
export type ResponseStep = Schemas['ResponseStep'];
export type Times = Schemas['Times'];
export type TimeSpread = Schemas['TimeSpread'];
export type YearOfActions = Schemas['YearOfActions'];
