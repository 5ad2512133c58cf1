/** The measures of the sixth step: each with a letter that stays, its slot, and what it weighs. */

import type { ActionItem, Measure, PostMortem } from '$lib/api/incident-shapes';
import type { MeetingView, Weighed } from '$lib/api/meeting-shapes';

export interface Candidate {
  /** By the order in which they were written down, so that a vote renames nobody. */
  letter: string;
  measure: Measure;
  /** 1, 2 or 3 when it is chosen. */
  slot: number | undefined;
  action: ActionItem | undefined;
  weighed: Weighed | undefined;
}

export function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

/** Most votes first once they are counted; what was put aside with a reason stands last. */
export function candidates(
  { measures, actions }: Pick<PostMortem, 'measures' | 'actions'>,
  { voting, weighed }: Pick<MeetingView, 'voting' | 'weighed'>,
): Candidate[] {
  const rows = measures
    .toSorted((one, other) => one.id - other.id)
    .map((measure, index): Candidate => {
      const at = actions.findIndex((action) => action.measure === measure.id);
      return {
        letter: letterOf(index),
        measure,
        slot: at < 0 ? undefined : at + 1,
        action: actions[at],
        weighed: weighed.find((entry) => entry.measure === measure.id),
      };
    });
  const aside = ({ measure, slot }: Candidate) =>
    Number(slot === undefined && measure.not_chosen_reason.trim() !== '');
  const votes = ({ measure }: Candidate) => (voting.state === 'open' ? 0 : measure.votes.length);
  return rows.toSorted((one, other) => aside(one) - aside(other) || votes(other) - votes(one));
}

/** Which slot a number key fills: slots fill in order, and a taken one is not written over. */
export function slotFor(
  key: number,
  taken: number,
  limit: number,
): { slot: number } | { refused: string } {
  if (key > limit) return { refused: `There are ${limit} slots.` };
  if (taken >= limit) {
    return { refused: `All ${limit} slots are taken. Take one out with 0 first.` };
  }
  if (key <= taken) return { refused: `Slot ${key} is taken. Take it out with 0 first.` };
  return { slot: taken + 1 };
}

export interface InSlots {
  days: number;
  cents: number;
  currency: string | undefined;
  /** Of what the incident cost. */
  share: number | undefined;
}

/** What the chosen ones take together. */
export function inSlots(rows: Candidate[], incidentCents: number): InSlots | undefined {
  const chosen = rows.filter(({ slot }) => slot !== undefined);
  if (chosen.length === 0) return undefined;
  const days = chosen.reduce((sum, { measure }) => sum + (measure.effort_days ?? 0), 0);
  const costs = chosen.flatMap(({ weighed }) => weighed?.cost ?? []);
  const cents = costs.reduce((sum, cost) => sum + cost.cents, 0);
  const share = incidentCents > 0 && costs.length > 0 ? cents / incidentCents : undefined;
  return { days, cents, currency: costs[0]?.currency, share };
}

/** "7%", "<1%": whole percent are enough to weigh by. */
export function shareWords(share: number): string {
  return share > 0 && share < 0.01 ? '<1%' : `${Math.round(share * 100)}%`;
}
