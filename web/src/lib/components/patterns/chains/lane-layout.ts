/**
 * Where everything of one chain stands. Labels never touch: each row of a lane knows what is on
 * it already. Incidents are placed from the last to the first, so that the drop of an earlier one
 * goes down to the left of every label that is already there and crosses none of them.
 */

import type { Severity } from '$lib/components/marks/SeverityMark.svelte';

import type { Lane, LaneAction, LaneIncident, LineEnd } from './lane';
import { Rows } from './rows';
import { fitParts, type FittedText, type Measure, type Part } from './text';

/** The left end of its text, and the base line on which it stands. */
export interface PlacedText extends FittedText {
  x: number;
  y: number;
}

export interface PlacedMark {
  reference: string;
  severity: Severity;
  spoken: string;
  x: number;
  label: PlacedText;
  /** From the mark up to a label that found no room beside it. */
  leaderTop?: number;
}

export interface PlacedAction {
  /** In the lane. */
  key: string;
  x: number;
  from: number;
  to: number;
  y: number;
  end: LineEnd;
  /** The stretch of the line that makes way for the label. */
  gap?: { from: number; to: number };
  label: PlacedText;
}

export interface PlacedLane {
  title: PlacedText;
  /** The height of the line on which the marks are. */
  line: number;
  marks: PlacedMark[];
  actions: PlacedAction[];
  quiet?: { label: PlacedText; from: number; to: number };
  bottom: number;
}

export interface LaneFrame {
  top: number;
  width: number;
  /** Where now is; labels may stand to the right of it. */
  today: number;
  x: (instant: number) => number;
  measure: Measure;
}

/** No label of an incident may take more of the width than this. */
export const LABEL_SHARE = 0.3;

const TITLE_BASE = 18;
/** From the title to the line when the labels of the incidents fit in one row. */
const TITLE_TO_LINE = 34;
const LABEL_PITCH = 16;
const LABEL_ABOVE_LINE = 8;
const LINE_TO_ACTIONS = 26;
const ACTION_PITCH = 22;
const TEXT_BASE = 4;
const BELOW = 8;

const MARK = 6;
const BESIDE_MARK = 12;
const BESIDE_END = 11;
const END = 7;
/** A line is at least so long, that its end is seen apart from its start. */
const SHORTEST = 10;
/** Of a dashed line before its label. */
const LEAD = 18;

export function incidentLabel(incident: LaneIncident, width: number, measure: Measure): FittedText {
  const parts: Part[] = [{ text: incident.reference, style: 'reference' }];
  if (incident.note) parts.push({ text: incident.note, style: 'note', tone: 'muted' });
  return fitParts(parts, width * LABEL_SHARE, measure);
}

export function layoutLane(lane: Lane, frame: LaneFrame): PlacedLane {
  const { top, width, today, x, measure } = frame;
  const title = fitParts([{ text: lane.title, style: 'title' }], width, measure);
  const first = x(lane.incidents[0]?.at ?? 0);
  const titleX = clamp(first - END, 0, width - title.width);

  const above = new Rows();
  for (const { at } of lane.incidents) above.take(0, x(at) - MARK, x(at) + MARK);
  const labels = lane.incidents
    .toReversed()
    .map((incident) => placeIncidentLabel(incident, frame, above))
    .toReversed();
  const quiet = lane.quiet ? placeQuiet(lane.quiet, frame, above) : undefined;

  const line = top + TITLE_BASE + TITLE_TO_LINE + (above.count - 1) * LABEL_PITCH;
  const labelBase = (row: number) => line - LABEL_ABOVE_LINE - row * LABEL_PITCH;
  const actions = placeActions(lane.incidents, frame);
  const actionTop = line + LINE_TO_ACTIONS;
  const lastX = x(lane.incidents.at(-1)?.at ?? 0);

  return {
    title: { ...title, x: titleX, y: top + TITLE_BASE },
    line,
    marks: lane.incidents.map((incident, index) => ({
      reference: incident.reference,
      severity: incident.severity,
      spoken: incident.spoken,
      x: x(incident.at),
      ...markLabel(labels[index], labelBase),
    })),
    actions: actions.placed.map((action) => ({
      ...action,
      y: actionTop + action.row * ACTION_PITCH,
      label: {
        ...action.label,
        y: actionTop + action.labelRow * ACTION_PITCH + TEXT_BASE,
      },
    })),
    quiet: quiet && {
      label: { ...quiet.text, x: quiet.x, y: labelBase(quiet.row) },
      from: lastX,
      to: today,
    },
    bottom: actions.rows > 0 ? actionTop + (actions.rows - 1) * ACTION_PITCH + BELOW : line + BELOW,
  };
}

interface RowText {
  text: FittedText;
  x: number;
  row: number;
}

function markLabel(label: RowText | undefined, base: (row: number) => number) {
  const { text = { parts: [], width: 0 }, x = 0, row = 0 } = label ?? {};
  return {
    label: { ...text, x, y: base(row) },
    leaderTop: row > 0 ? base(row) + 3 : undefined,
  };
}

/** Right of its mark, else left of it, else in a row above with a line down to the mark. */
function placeIncidentLabel(incident: LaneIncident, frame: LaneFrame, rows: Rows): RowText {
  const text = incidentLabel(incident, frame.width, frame.measure);
  const mark = frame.x(incident.at);
  const beside = [mark + BESIDE_MARK, mark - BESIDE_MARK - text.width];
  const x = beside.find((from) => fits(rows, 0, from, text.width, frame.width));
  if (x !== undefined) {
    rows.take(0, x, x + text.width);
    return { text, x, row: 0 };
  }
  const from = clamp(mark + 4, 0, frame.width - text.width);
  let row = 1;
  while (!rows.isFree(row, from, from + text.width)) row += 1;
  rows.take(row, from, from + text.width);
  return { text, x: from, row };
}

function placeQuiet(words: string, frame: LaneFrame, rows: Rows): RowText {
  const text = fitParts([{ text: words, style: 'text', tone: 'ok' }], frame.today, frame.measure);
  const x = Math.max(0, frame.today - END - text.width);
  let row = 0;
  while (!rows.isFree(row, x, x + text.width)) row += 1;
  rows.take(row, x, x + text.width);
  return { text, x, row };
}

interface RowAction extends Omit<PlacedAction, 'y' | 'label'> {
  row: number;
  labelRow: number;
  label: FittedText & { x: number };
}

function placeActions(incidents: LaneIncident[], frame: LaneFrame) {
  const rows = new Rows();
  const placed: RowAction[] = [];
  for (const [index, incident] of [...incidents.entries()].toReversed()) {
    const earlier = incidents.slice(0, index).filter(({ actions }) => actions.length > 0);
    const leftmost = Math.max(0, ...earlier.map(({ at }) => frame.x(at) + END));
    const start = frame.x(incident.at);
    const made = incident.actions.map((action) => {
      const spot = placeAction(action, { start, leftmost, owner: index }, frame, rows);
      for (let row = 0; row < spot.row; row += 1) rows.take(row, start - 1, start + 1, index);
      return { key: `${incident.reference} ${action.id}`, ...spot };
    });
    placed.unshift(...made);
  }
  return { placed, rows: rows.count };
}

interface Start {
  /** The mark of the incident. */
  start: number;
  /** Left of this the drops of earlier incidents go down. */
  leftmost: number;
  owner: number;
}

/** In the first row in which its line and its label are free. */
function placeAction(
  action: LaneAction,
  { start, leftmost, owner }: Start,
  frame: LaneFrame,
  rows: Rows,
): Omit<RowAction, 'key'> {
  const from = Math.max(start, frame.x(action.from));
  const to = Math.max(from + SHORTEST, frame.x(action.to));
  const parts: Part[] = [{ text: action.title, style: 'text' }];
  if (action.note) parts.push({ ...action.note, style: 'note' });
  const label = fitParts(parts, frame.width, frame.measure);
  const line = { x: start, from, to, end: action.end };
  const spots = labelSpots(label.width, { ...line, leftmost, width: frame.width });

  for (let lowest = 0; ; lowest += 1) {
    for (const spot of spots) {
      // A label below its line reaches the row that one beside its line would have for itself.
      const row = spot.below ? lowest - 1 : lowest;
      const lineFrom = spot.below ? start : Math.min(start, spot.x);
      const lineTo = spot.below ? to + END : Math.max(to + END, spot.x + label.width);
      const labelEnd = spot.x + label.width;
      if (row < 0 || !rows.isFree(row, lineFrom, lineTo, owner)) continue;
      if (spot.below && !rows.isFree(lowest, spot.x, labelEnd)) continue;
      rows.take(row, lineFrom, lineTo);
      if (spot.below) rows.take(lowest, spot.x, labelEnd);
      const gap = spot.inside ? { from: spot.x - END, to: labelEnd + END } : undefined;
      return { ...line, row, labelRow: lowest, gap, label: { ...label, x: spot.x } };
    }
  }
}

interface Spot {
  x: number;
  inside?: boolean;
  below?: boolean;
}

interface Line {
  x: number;
  from: number;
  to: number;
  end: LineEnd;
  leftmost: number;
  width: number;
}

/** Where a label may stand, the best first. The last one is always there. */
function labelSpots(wide: number, { x, from, to, end, leftmost, width }: Line): Spot[] {
  const spots: Spot[] = [];
  const isDashed = end === 'returned' || end === 'open';
  if (isDashed && from + LEAD + wide + LEAD <= to) spots.push({ x: from + LEAD, inside: true });
  if (to + BESIDE_END + wide <= width) spots.push({ x: to + BESIDE_END });
  const right = width - wide;
  const below = clamp(from + END, Math.min(leftmost, right), right);
  // Left of the line a label is near to what stands there; below it is not, while it starts there.
  if (below === from + END) spots.push({ x: below, below: true });
  if (x - BESIDE_MARK - wide >= leftmost) spots.push({ x: x - BESIDE_MARK - wide });
  spots.push({ x: below, below: true });
  return spots;
}

function fits(rows: Rows, row: number, from: number, wide: number, width: number): boolean {
  return from >= 0 && from + wide <= width && rows.isFree(row, from, from + wide);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
