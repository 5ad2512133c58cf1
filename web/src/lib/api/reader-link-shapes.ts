/** Secret addresses under which calendars and readers of feeds read. */

import type { Answered } from './incident-shapes';
import type { components } from './schema';

type Schemas = components['schemas'];

export type ReaderLinks = Answered<Schemas['ReaderLinks']>;
export type ReaderScope = Schemas['ReaderScope'];
