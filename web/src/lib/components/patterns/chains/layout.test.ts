import { describe, expect, it } from 'vitest';

import type { Severity } from '$lib/components/marks/SeverityMark.svelte';

import type { Lane, LaneAction, LineEnd } from './lane';
import type { PlacedLane, PlacedText } from './lane-layout';
import { layoutChains, type ChainsLayout } from './layout';
import type { Measure, TextStyle } from './text';

const NOW = Date.parse('2026-10-14T12:00:00Z');
const DAY = 86_400_000;
const SIZES: Record<TextStyle, number> = { title: 16, reference: 12, text: 12, note: 11 };
const measure: Measure = (text, style) => text.length * SIZES[style] * 0.55;

interface Box {
  name: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function box({ x, y, width, parts }: PlacedText, ascent: number, descent: number): Box {
  const name = parts.map(({ text }) => text).join(' ');
  return { name, left: x, right: x + width, top: y - ascent, bottom: y + descent };
}

/** Everything that is written in a lane, as tall as its face. */
function labelsOf(lane: PlacedLane): Box[] {
  return [
    box(lane.title, 14, 4),
    ...lane.marks.map(({ label }) => box(label, 10, 3)),
    ...lane.actions.map(({ label }) => box(label, 10, 3)),
    ...(lane.quiet ? [box(lane.quiet.label, 10, 3)] : []),
  ].filter(({ left, right }) => right > left);
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function complaints({ lanes, width, height }: ChainsLayout): string[] {
  const boxes = lanes.flatMap(labelsOf);
  const outside = boxes
    .filter(
      ({ left, right, top, bottom }) => left < 0 || right > width || top < 0 || bottom > height,
    )
    .map(({ name }) => `${name} is outside`);
  const touching = boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => (overlaps(a, b) ? `${a.name} covers ${b.name}` : [])),
  );
  return [...outside, ...touching];
}

/** A line of an action and the words of another one, or a mark and the words of another mark. */
function struckOut({ lanes }: ChainsLayout): string[] {
  return lanes.flatMap((lane) => {
    const lines = lane.actions.flatMap(({ from, to, y, gap, key }) =>
      (gap ? [[from, gap.from] as const, [gap.to, to] as const] : [[from, to] as const]).map(
        ([left, right]) => ({ name: key, left, right, top: y - 1, bottom: y + 1 }),
      ),
    );
    const marks = lane.marks.map(({ x, reference }) => ({
      name: reference,
      left: x - 6,
      right: x + 6,
      top: lane.line - 6,
      bottom: lane.line + 6,
    }));
    return [...lines, ...marks].flatMap((thing) =>
      labelsOf(lane).flatMap((label) =>
        overlaps(thing, label) ? `${thing.name} strikes ${label.name}` : [],
      ),
    );
  });
}

/** Always the same numbers, so that a failure can be looked at. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WORDS = 'retry budget for the ledger client before any certificate expires in us-east'.split(
  ' ',
);
const ENDS: LineEnd[] = ['finished', 'returned', 'open', 'dropped'];

function randomLane(roll: (below: number) => number): Lane {
  const words = (most: number) =>
    Array.from({ length: 1 + roll(most) }, () => WORDS[roll(WORDS.length)]).join(' ');
  const span = [3, 30, 400, 3000][roll(4)] ?? 30;
  const times = Array.from({ length: 1 + roll(7) }, () => NOW - roll(span) * DAY).sort();
  const action = (id: number, at: number): LaneAction => {
    const from = at + roll(10) * DAY;
    const to = Math.min(NOW, from + roll(200) * DAY);
    const end = ENDS[roll(ENDS.length)] ?? 'open';
    const note = roll(2) ? { text: words(6), tone: 'bad' as const } : undefined;
    return { id, title: words(roll(5) === 0 ? 40 : 8), note, from, to, end };
  };
  return {
    title: words(12),
    quiet: roll(2) ? 'no repeat since' : undefined,
    incidents: times.map((at, index) => ({
      reference: `INC-${index + roll(5000)}`,
      severity: (1 + roll(4)) as Severity,
      at,
      note: roll(4) ? '31 min' : undefined,
      spoken: 'mark',
      actions: Array.from({ length: roll(4) }, (_, id) => action(id, at)),
    })),
  };
}

describe('the chains', () => {
  it('write nothing over anything else, and nothing outside, whatever happened when', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const roll = dice(seed);
      const lanes = Array.from({ length: 1 + roll(4) }, () => randomLane(roll));
      const layout = layoutChains(lanes, NOW, 320 + roll(1600), measure);
      expect([seed, ...complaints(layout), ...struckOut(layout)]).toEqual([seed]);
    }
  });

  const story: Lane = {
    title: 'No circuit breaker between checkout-api and ledger',
    incidents: [
      incident('INC-12', '2025-07-08', [
        action(1, 'Lower the ledger timeout to 2 s', '2025-07-10', '2025-08-05', 'finished'),
      ]),
      incident('INC-31', '2026-03-02', [
        action(1, 'Load-test ledger at twice the peak', '2026-03-04', '2026-04-12', 'finished'),
        action(2, 'Add a circuit breaker', '2026-03-04', '2026-10-08', 'returned'),
      ]),
      incident('INC-57', '2026-10-08', []),
    ],
  };

  function incident(reference: string, at: string, actions: LaneAction[]) {
    const severity: Severity = 1;
    return { reference, severity, at: Date.parse(at), note: '31 min', spoken: reference, actions };
  }
  function action(id: number, title: string, from: string, to: string, end: LineEnd): LaneAction {
    return { id, title, from: Date.parse(from), to: Date.parse(to), end };
  }
  const lay = (lane: Lane, width = 1344) => layoutChains([lane], NOW, width, measure).lanes[0];

  it('set each label right of its mark where there is room', () => {
    const lane = lay(story);
    expect(lane?.marks.map(({ x, label }) => Math.round(label.x - x))).toEqual([12, 12, 12]);
    expect(lane?.marks.every(({ leaderTop }) => leaderTop === undefined)).toBe(true);
  });

  it('share a row between actions that do not meet', () => {
    const actions = lay(story)?.actions ?? [];
    expect(actions.map(({ key }) => key)).toEqual(['INC-12 1', 'INC-31 1', 'INC-31 2']);
    const [first, second, third] = actions.map(({ y }) => y);
    expect(first).toBe(second);
    expect(third).toBe((second ?? 0) + 22);
  });

  it('write beside a line rather than below it, when both reach as far down', () => {
    const crowded = lay({
      title: 'Change reached every region at once',
      incidents: [
        incident('INC-10', '2025-07-15', [
          action(
            1,
            'Refuse a routing table that loses a backend',
            '2025-07-18',
            '2025-08-06',
            'finished',
          ),
        ]),
        incident('INC-16', '2025-09-22', [
          action(1, 'Canary every change', '2025-09-28', '2025-10-14', 'finished'),
          action(2, 'Correct the runbook', '2025-09-28', '2025-10-06', 'finished'),
        ]),
      ],
    });
    const [refuse, canary, correct] = crowded?.actions ?? [];
    expect(refuse?.label.x).toBe((refuse?.to ?? 0) + 11);
    expect([canary?.y, correct?.y]).not.toContain(refuse?.y);
  });

  it('make way in a dashed line for its own label', () => {
    const dashed = lay(story)?.actions.find(({ end }) => end === 'returned');
    expect(dashed?.gap?.from).toBeLessThan(dashed?.label.x ?? 0);
    expect(dashed?.gap?.to).toBeGreaterThan((dashed?.label.x ?? 0) + (dashed?.label.width ?? 0));
    expect(lay(story)?.actions.find(({ end }) => end === 'finished')?.gap).toBeUndefined();
  });

  it('put a label above, with a line to its mark, when the next mark is near', () => {
    const near = lay({
      title: 'Twice in a week',
      incidents: [
        incident('INC-7', '2026-03-01', []),
        incident('INC-8', '2026-03-04', []),
        incident('INC-9', '2026-03-07', []),
      ],
    });
    const raised = near?.marks.filter(({ leaderTop }) => leaderTop !== undefined);
    expect(raised?.map(({ reference }) => reference)).toEqual(['INC-8']);
    expect(raised?.[0]?.label.y).toBeLessThan(near?.marks[0]?.label.y ?? 0);
  });

  it('have room for the label of an incident of today', () => {
    const layout = layoutChains([story], NOW, 900, measure);
    const last = layout.lanes[0]?.marks.at(-1);
    expect((last?.label.x ?? 0) + (last?.label.width ?? 0)).toBeLessThanOrEqual(900);
    expect(layout.today.x).toBeLessThan(900);
  });
});
