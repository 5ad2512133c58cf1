/** Whether something is worth its cost, in as few words as a table has room for. */

import type { Price } from '$lib/api/incident-shapes';

const WORDS: Record<Price['worth'], string> = {
  worth_it: 'worth it',
  about_even: 'about even',
  not_worth_it: 'not worth it',
  cannot_say: 'cannot say yet',
};

/** "worth it, 97% sure": the surety of what is said, so that of a refusal is the rest to one. */
export function worthWords({ worth, chance }: Pick<Price, 'worth' | 'chance'>): string {
  if (chance === null || worth === 'cannot_say') return WORDS[worth];
  if (worth === 'about_even') return `${WORDS[worth]}, ${percent(chance)} for it`;
  return `${WORDS[worth]}, ${percent(worth === 'worth_it' ? chance : 1 - chance)} sure`;
}

/** Never surer than the reckoning is. */
function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole >= 99 ? 'over 99%' : `${whole}%`;
}
