/** How votes are shown: while voting is open one's own only, after it everybody's. */

import type { Measure } from '$lib/api/incident-shapes';
import type { MeetingView } from '$lib/api/meeting-shapes';
import { plural } from '$lib/format';

type Voting = MeetingView['voting'];

export interface ShownVotes {
  /** One dot each, one's own first. */
  dots: ('mine' | 'other')[];
  mine: boolean;
  spoken: string;
}

export function shownVotes(
  { id, votes }: Pick<Measure, 'id' | 'votes'>,
  voting: Voting,
  me: number | undefined,
): ShownVotes {
  if (voting.state === 'open') {
    const mine = voting.yours.includes(id);
    return { dots: mine ? ['mine'] : [], mine, spoken: mine ? 'your vote' : 'no vote of yours' };
  }
  const mine = votes.some((voter) => voter === me);
  const others = votes.length - (mine ? 1 : 0);
  const dots = [
    ...(mine ? (['mine'] as const) : []),
    ...Array.from({ length: others }, () => 'other' as const),
  ];
  return { dots, mine, spoken: `${plural(votes.length, 'vote')}${mine ? ', 1 yours' : ''}` };
}

/** One's ballot after a vote is given or taken back; undefined when none is left to give. */
export function ballotWith(
  { yours, votes_each: each }: Pick<Voting, 'yours' | 'votes_each'>,
  measure: number,
): number[] | undefined {
  if (yours.includes(measure)) return yours.filter((id) => id !== measure);
  return yours.length < each ? [...yours, measure] : undefined;
}

/** What stands beside the heading: how far the vote is. */
export function votingWords(
  { state, yours, votes_each: each, voters }: Voting,
  counted: boolean,
): string {
  if (state === 'closed') return counted ? 'voting closed' : 'not voted yet';
  const left = each - yours.length;
  return `${left} of your ${plural(each, 'vote')} left, ${plural(voters, 'person', 'people')} voted`;
}
