/** From entries and gaps to the rows of the timeline: folded or not, each with its phase. */

import type { Gap, Milestones, TimelineEvent } from '$lib/api/incident-shapes';
import { longDate } from '$lib/format';

export type TimelineRow =
  | { row: 'day'; key: string; label: string }
  | { row: 'entry'; key: string; event: TimelineEvent; phase: RailPhase; repeat?: EntryRepeat }
  | {
      row: 'gap';
      key: string;
      gap: Gap;
      after: TimelineEvent;
      before: TimelineEvent;
      phase: RailPhase;
    };

/** An entry that its source told several times; the others stand only when it is open. */
export interface EntryRepeat {
  entries: TimelineEvent[];
  open: boolean;
}

/** Which entries are told again, by the first of each, and which of those are open. */
export interface Repeats {
  of?: Map<number, TimelineEvent[]>;
  opened?: ReadonlySet<number>;
}

export type RailPhase = 'none' | 'unseen' | 'ack' | 'diag' | 'fix' | 'rec';

/** Up to this many entries the timeline is shown whole. */
export const FOLD_ABOVE = 30;
/** The same once somebody has pinned the entries that tell the story. */
const FOLD_PINNED_ABOVE = 15;
/** What a fold shows when nobody has pinned anything. */
const FEW = 12;

const PHASES: [keyof Milestones, RailPhase][] = [
  ['recovered_at', 'none'],
  ['mitigated_at', 'rec'],
  ['identified_at', 'fix'],
  ['acknowledged_at', 'diag'],
  ['detected_at', 'ack'],
  ['impact_started_at', 'unseen'],
];

/** The phase that an instant lies in; its colour is on the rail after the entry. */
export function phaseAt(instant: string, milestones: Milestones): RailPhase {
  const at = new Date(instant).getTime();
  const reached = PHASES.find(([name]) => {
    const milestone = milestones[name];
    return milestone && new Date(milestone).getTime() <= at;
  });
  return reached ? sureOf(reached[1], milestones) : 'none';
}

/** What nobody recorded is not called unseen, nor waiting to be picked up. */
function sureOf(phase: RailPhase, milestones: Milestones): RailPhase {
  if (phase === 'unseen' && !milestones.detected_at) {
    return PHASES.some(([name]) => name !== 'impact_started_at' && milestones[name])
      ? 'diag'
      : 'none';
  }
  return phase === 'ack' && !milestones.acknowledged_at ? 'diag' : phase;
}

/** The entries that tell the story when the rest is folded. */
export function keyEntries(timeline: TimelineEvent[]): TimelineEvent[] {
  const key = timeline.filter(
    (event) => event.pinned || event.milestone !== null || event.questions.length > 0,
  );
  return key.length > 0 ? key : timeline.slice(0, FEW);
}

/** A long timeline is folded, and a shorter one once somebody said which entries tell the story. */
export function isFoldable(timeline: TimelineEvent[], key: TimelineEvent[]): boolean {
  const above = timeline.some(({ pinned }) => pinned) ? FOLD_PINNED_ABOVE : FOLD_ABOVE;
  return timeline.length > above && key.length < timeline.length;
}

export function timelineRows(
  timeline: TimelineEvent[],
  gaps: Gap[],
  milestones: Milestones,
  shown: TimelineEvent[] = timeline,
  repeats: Repeats = {},
): TimelineRow[] {
  const told = repeatRows(repeats);
  const dayOf = (event: TimelineEvent) => event.occurred_at.slice(0, 10);
  const severalDays = new Set(timeline.map(dayOf)).size > 1;
  const rows: TimelineRow[] = [];
  let day = '';
  for (const event of shown) {
    const phase = phaseAt(event.occurred_at, milestones);
    if (!told.hidden.has(event.id)) {
      if (severalDays && dayOf(event) !== day) {
        day = dayOf(event);
        const label = longDate(event.occurred_at);
        rows.push({ row: 'day', key: `day-${day}-${event.id}`, label });
      }
      const repeat = told.first.get(event.id);
      rows.push({ row: 'entry', key: `entry-${event.id}`, event, phase, repeat });
    }
    const gap = gaps.find(({ after }) => after === event.id);
    const before = timeline[timeline.indexOf(event) + 1];
    if (gap && before) {
      rows.push({ row: 'gap', key: `gap-${event.id}`, gap, after: event, before, phase });
    }
  }
  return rows;
}

function repeatRows({ of = new Map(), opened = new Set() }: Repeats) {
  const first = new Map<number, EntryRepeat>();
  const hidden = new Set<number>();
  for (const [id, entries] of of) {
    const open = opened.has(id);
    first.set(id, { entries, open });
    if (!open) for (const entry of entries.slice(1)) hidden.add(entry.id);
  }
  return { first, hidden };
}

/** Puts the milestone's word before the entry, unless the entry already begins with it. */
export function withLeadingWord(html: string, word: string | undefined): string {
  if (!word) return html;
  const said = html
    .replace(/<[^>]*>/g, '')
    .trimStart()
    .toLowerCase();
  if (said.startsWith(word.toLowerCase())) return html;
  const lead = `<b class="timeline__milestone">${word}.</b> `;
  return html.startsWith('<p>') ? `<p>${lead}${html.slice(3)}` : `<p>${lead}</p>${html}`;
}
