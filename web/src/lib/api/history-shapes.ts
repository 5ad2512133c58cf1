/** The versions of an incident: who made them, their names, and what lies between two of them. */

import type { Answered } from './incident-shapes';
import type { components } from './schema';

type Schemas = components['schemas'];

export type Version = Answered<Schemas['Version']>;
export type VersionPage = Answered<Schemas['VersionPage']>;
export type ComparedVersion = Answered<Schemas['ComparedVersion']>;
export type TextDifference = Schemas['TextDifference'];
export type TextPart = Schemas['TextPart'];
export type Restored = Answered<Schemas['RestoredVersion']>;
/** Of its changes each keeps the shape that the schema has. */
export type Comparison = Omit<Schemas['Comparison'], 'from' | 'to'> & {
  from: ComparedVersion;
  to: ComparedVersion;
};
