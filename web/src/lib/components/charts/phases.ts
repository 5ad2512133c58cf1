/**
 * From milestones to what is drawn: the phases between them, and where each label goes.
 * Pure, and in shares of the whole (0 to 1), with the width in pixels deciding only which words fit.
 */

import { dateTime, duration, secondsBetween, shortDate, time } from '$lib/format';

import { placeTicks, type Placement } from './phase-ticks';

/** In the order in which they happen. */
export const MILESTONES = [
  'impact_started_at',
  'detected_at',
  'acknowledged_at',
  'identified_at',
  'mitigated_at',
  'recovered_at',
  'all_clear_at',
] as const;

export type Milestone = (typeof MILESTONES)[number];

/** ISO instants by the names the API uses; a milestone that is not known is left out or null. */
export type Milestones = Partial<Record<Milestone, string | null>>;

export type Phase = 'unseen' | 'ack' | 'diag' | 'fix' | 'rec' | 'watch';

interface PhaseWords {
  name: string;
  phase: Phase | 'none';
  /** On the bar: "unseen 7 min". */
  bar: string;
  /** In the list: "7 min unseen". */
  list: string;
}

const words: Record<Milestone, PhaseWords> = {
  impact_started_at: { name: 'Impact', phase: 'unseen', bar: 'unseen', list: 'unseen' },
  detected_at: { name: 'Detected', phase: 'ack', bar: 'to pick up', list: 'to pick up' },
  acknowledged_at: {
    name: 'Acknowledged',
    phase: 'diag',
    bar: 'finding the cause',
    list: 'to find the cause',
  },
  identified_at: { name: 'Identified', phase: 'fix', bar: 'fixing', list: 'to fix' },
  mitigated_at: { name: 'Fixed', phase: 'rec', bar: 'recovering', list: 'to recover' },
  recovered_at: { name: 'Recovered', phase: 'watch', bar: 'watching', list: 'watched' },
  all_clear_at: { name: 'All clear', phase: 'none', bar: '', list: '' },
};

/**
 * What is said of the time until the next milestone that is known. A phase runs on where the one
 * that ends it is not, but what nobody recorded is not called unseen, nor waiting to be picked up.
 */
function wordsUntil(entry: Known, next: Known | undefined): PhaseWords {
  const usual = words[entry.milestone];
  if (!next) return usual;
  if (entry.milestone === 'impact_started_at' && next.milestone !== 'detected_at') {
    return { ...usual, phase: 'diag', bar: 'impact', list: 'of impact' };
  }
  if (entry.milestone === 'detected_at' && next.milestone !== 'acknowledged_at') {
    return { ...words.acknowledged_at, name: usual.name };
  }
  return usual;
}

export interface Segment {
  phase: Phase;
  share: number;
  /** The longest wording that fits; empty when none does. */
  label: string;
  title: string;
}

export interface Tick extends Placement {
  name: string;
  at: string;
  /** "09:12"; the day alone where no more is known. */
  clock: string;
  position: number;
  phase: Phase | 'none';
  /** "7 min unseen"; empty for the last. */
  after: string;
}

interface Known {
  milestone: Milestone;
  at: string;
  position: number;
  dayOnly: boolean;
}

export interface PhaseLayout {
  /** The instants between which the axis runs. */
  from: string;
  to: string;
  segments: Segment[];
  ticks: Tick[];
}

export interface PhaseOptions {
  /** In pixels; of the page's content until the real one is known. */
  width?: number;
  /** How exactly the start is known: a start known to the day has no time, and no length after it. */
  startedPrecision?: 'exact' | 'minute' | 'day';
}

const FULL_WIDTH = 1344;
/** What a character takes, in pixels. */
const BAR_CHARACTER = 7;
const NAME_CHARACTER = 6.8;
const CLOCK_CHARACTER = 7;
/** Beside the words of a tick: its padding and a little air. */
const TICK_PADDING = 14;

/** Null when fewer than two milestones are known: there is no span to draw. */
export function layoutPhases(
  milestones: Milestones,
  { width = FULL_WIDTH, startedPrecision = 'minute' }: PhaseOptions = {},
): PhaseLayout | null {
  const known = knownMilestones(milestones, startedPrecision === 'day');
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return null;
  const total = secondsBetween(first.at, last.at);
  if (total <= 0) return null;

  for (const entry of known) entry.position = secondsBetween(first.at, entry.at) / total;
  return {
    from: first.at,
    to: last.at,
    segments: segmentsOf(known, width),
    ticks: ticksOf(known, width),
  };
}

function knownMilestones(milestones: Milestones, startIsADay: boolean): Known[] {
  return MILESTONES.flatMap((milestone) => {
    const at = milestones[milestone];
    const dayOnly = startIsADay && milestone === 'impact_started_at';
    return at ? [{ milestone, at, position: 0, dayOnly }] : [];
  });
}

function segmentsOf(known: Known[], width: number): Segment[] {
  return known.flatMap((entry, index) => {
    const next = known[index + 1];
    const { phase, bar } = wordsUntil(entry, next);
    if (!next || phase === 'none' || next.position <= entry.position) return [];
    const share = next.position - entry.position;
    const length = lengthOf(entry, next);
    const wordings = length ? [`${bar} ${length}`, length] : [bar];
    return [{ phase, share, label: fitting(share * width, wordings), title: wordings[0] ?? bar }];
  });
}

/** "7 min"; empty when one end is known to the day alone. */
function lengthOf(entry: Known, next: Known): string {
  return entry.dayOnly ? '' : duration(secondsBetween(entry.at, next.at));
}

function fitting(width: number, wordings: string[]): string {
  return wordings.find((wording) => wording.length * BAR_CHARACTER <= width) ?? '';
}

function ticksOf(known: Known[], width: number): Tick[] {
  const severalDays = new Set(known.map(({ at }) => at.slice(0, 10))).size > 1;
  const clockOf = ({ at, dayOnly }: Known) => {
    if (dayOnly) return shortDate(at);
    return severalDays ? dateTime(at) : time(at);
  };
  const places = placeTicks(
    known.map((entry) => ({
      position: entry.position,
      width: tickWidth(words[entry.milestone].name, clockOf(entry)) / width,
    })),
  );
  return known.map((entry, index) => ({
    name: words[entry.milestone].name,
    at: entry.at,
    clock: clockOf(entry),
    position: entry.position,
    align: places[index]?.align ?? 'start',
    row: places[index]?.row ?? 0,
    phase: wordsUntil(entry, known[index + 1]).phase,
    after: afterWords(entry, known[index + 1]),
  }));
}

function tickWidth(name: string, clock: string): number {
  return Math.max(name.length * NAME_CHARACTER, clock.length * CLOCK_CHARACTER) + TICK_PADDING;
}

function afterWords(entry: Known, next: Known | undefined): string {
  const { list } = wordsUntil(entry, next);
  if (!next || !list || next.position <= entry.position) return '';
  return entry.dayOnly ? `${list}, how long is not known` : `${lengthOf(entry, next)} ${list}`;
}
