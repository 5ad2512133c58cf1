/** What shows that an action is done, in words. */

import type { ActionItem, ProofStanding } from '$lib/api/shapes';

export type Proof = NonNullable<ActionItem['proof']>;
export type ProofKind = Proof['kind'];

export const proofKinds: Record<ProofKind, string> = {
  merged_change: 'Merged change',
  test: 'Test',
  dashboard: 'Dashboard',
  drill: 'Drill',
  other: 'Something else',
};

/** "Merged change: Bounded in ledger 4.19." */
export function proofWords({ kind, note }: Proof): string {
  const words = kind === 'other' ? 'Shown' : proofKinds[kind];
  const [line = ''] = (note ?? '').split('\n');
  return line ? `${words}: ${line}` : words;
}

/** "shown by a test" */
export function shortWords({ kind }: Proof): string {
  return kind === 'other' ? 'shown' : `shown by a ${proofKinds[kind].toLowerCase()}`;
}

/** "proof is missing"; nothing where there is one, or none is asked for. */
export function askedWords(standing: ProofStanding): string | undefined {
  if (standing === 'missing') return 'proof is missing';
  return standing === 'due' ? 'proof is due' : undefined;
}
