/** A repeat chain as it is drawn: incidents in a line, and under each what was done about it. */

import type { Severity } from '$lib/components/marks/SeverityMark.svelte';

import type { Tone } from './text';

/** How an action's line ends. */
export type LineEnd =
  /** It was finished before the incident came back, or the incident did not come back. */
  | 'finished'
  /** The incident came back while it was unfinished. */
  | 'returned'
  /** It is unfinished, and nothing came back yet. */
  | 'open'
  /** It was decided against. */
  | 'dropped';

export interface LaneAction {
  id: number;
  title: string;
  note?: { text: string; tone: Tone };
  /** Milliseconds since the epoch, as everywhere here. */
  from: number;
  to: number;
  end: LineEnd;
}

export interface LaneIncident {
  reference: string;
  severity: Severity;
  at: number;
  /** "31 min" */
  note?: string;
  /** What a reader of the screen hears of the mark. */
  spoken: string;
  actions: LaneAction[];
}

export interface Lane {
  title: string;
  /** The earliest first; at least one. */
  incidents: LaneIncident[];
  /** "no repeat since", when it has been quiet for a while. */
  quiet?: string;
}
