/** Short names for what the API answers about trackers and tickets. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type TrackerKind = Schemas['TrackerKind'];
export type TrackerForm = Schemas['TrackerForm'];
export type TrackerLabel = Schemas['TrackerLabel'];
export type TrackerRow = Schemas['TrackerRow'];
export type AddedTracker = Schemas['AddedTracker'];
export type TestedTracker = Schemas['TestedTracker'];
export type TrackerPlace = Schemas['TrackerPlace'];
export type TicketLink = Schemas['TicketLink'];
export type LookTrouble = Schemas['LookTrouble'];
export type TicketAsk = Schemas['TicketAsk'];
export type TicketConflict = Schemas['TicketConflict'];
export type Side = Schemas['Side'];
