/** Planning a meeting, and announcing it. */

import type { Answered, Meeting } from './incident-shapes';
import type { components } from './schema';

type Schemas = components['schemas'];

export type PlannedMeeting = Meeting;
export type MeetingForm = Schemas['MeetingForm'];
export type Proposals = Answered<Schemas['Proposals']>;
export type TimeProposal = Schemas['TimeProposal'];
export type PersonProposal = Schemas['PersonProposal'];
export type AnnouncedMeeting = Answered<Schemas['MeetingEntry']>;
