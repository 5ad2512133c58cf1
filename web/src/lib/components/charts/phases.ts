/**
 * From milestones to what is drawn: the phases between them, and where each label goes.
 * Pure, and in shares of the whole (0 to 1), with the width in pixels deciding only which words fit.
 */

import { duration, secondsBetween } from '$lib/format';

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

export interface Segment {
  phase: Phase;
  share: number;
  /** The longest wording that fits; empty when none does. */
  label: string;
  title: string;
}

export interface Tick {
  name: string;
  at: string;
  position: number;
  align: 'start' | 'end';
  /** 1 when the first line is taken. */
  row: 0 | 1;
  phase: Phase | 'none';
  /** "7 min unseen"; empty for the last. */
  after: string;
}

interface Known {
  milestone: Milestone;
  at: string;
  position: number;
}

export interface PhaseLayout {
  segments: Segment[];
  ticks: Tick[];
}

/** The width of the page's content, until the real one is known. */
const FULL_WIDTH = 1344;
/** What a character takes, in pixels, with its share of the padding. */
const BAR_CHARACTER = 7;
const TICK_CHARACTER = 7.8;

/** Null when fewer than two milestones are known: there is no span to draw. */
export function layoutPhases(milestones: Milestones, width = FULL_WIDTH): PhaseLayout | null {
  const known = MILESTONES.flatMap((milestone) => {
    const at = milestones[milestone];
    return at ? [{ milestone, at, position: 0 }] : [];
  });
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return null;
  const total = secondsBetween(first.at, last.at);
  if (total <= 0) return null;

  for (const entry of known) entry.position = secondsBetween(first.at, entry.at) / total;
  return { segments: segmentsOf(known, width), ticks: ticksOf(known, width) };
}

function segmentsOf(known: Known[], width: number): Segment[] {
  return known.flatMap((entry, index) => {
    const next = known[index + 1];
    const { phase, bar } = words[entry.milestone];
    if (!next || phase === 'none' || next.position <= entry.position) return [];
    const share = next.position - entry.position;
    const length = duration(secondsBetween(entry.at, next.at));
    return [
      {
        phase,
        share,
        label: fitting(share * width, [`${bar} ${length}`, length]),
        title: `${bar} ${length}`,
      },
    ];
  });
}

function fitting(width: number, wordings: string[]): string {
  return wordings.find((wording) => wording.length * BAR_CHARACTER <= width) ?? '';
}

function ticksOf(known: Known[], width: number): Tick[] {
  const taken: [from: number, to: number][][] = [[], []];
  return known.map((entry, index) => {
    const { name, phase, list } = words[entry.milestone];
    const next = known[index + 1];
    const place = placeTick(
      entry.position,
      (name.length * TICK_CHARACTER) / width,
      next?.position,
      taken,
    );
    const after = next && list ? `${duration(secondsBetween(entry.at, next.at))} ${list}` : '';
    return { name, at: entry.at, position: entry.position, ...place, phase, after };
  });
}

type Placement = Pick<Tick, 'align' | 'row'>;

/** Right of its line if there is room before the next, else left of it, else one line down. */
function placeTick(
  position: number,
  width: number,
  next: number | undefined,
  taken: [number, number][][],
): Placement {
  const right: [number, number] = [position, position + width];
  const left: [number, number] = [position - width, position];
  const candidates: [Placement, [number, number]][] = [
    [{ align: 'start', row: 0 }, right],
    [{ align: 'end', row: 0 }, left],
    [{ align: 'start', row: 1 }, right],
    [{ align: 'end', row: 1 }, left],
  ];
  const fits = candidates.find(([{ row }, [from, to]]) => {
    if (from < 0 || to > 1) return false;
    if (row === 0 && next !== undefined && to > next) return false;
    return taken[row]?.every(([start, end]) => to <= start || from >= end);
  });
  if (!fits) return { align: position > 0.5 ? 'end' : 'start', row: 1 };
  const [place, span] = fits;
  taken[place.row]?.push(span);
  return place;
}
