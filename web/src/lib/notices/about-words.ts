/** What a notice is about, in a few words. */

import type { components } from '$lib/api/schema';
import { shortDate } from '$lib/format';

export type About = components['schemas']['About'];

export function aboutWords(about: About): string {
  switch (about.about) {
    case 'due_soon':
    case 'due_now':
      return `an action item of ${about.incident} that is due on ${shortDate(about.due_on)}`;
    case 'past_due':
      return `an action item of ${about.incident} that was due on ${shortDate(about.due_on)}`;
    case 'carried_over':
      return `an action item of ${about.incident} that was carried over twice`;
    case 'review_soon':
      return `the review of ${about.incident}, whose week ends on ${shortDate(about.due_on)}`;
    case 'review_late':
      return `the review of ${about.incident}, whose week ended on ${shortDate(about.due_on)}`;
    case 'week':
      return `the week from ${shortDate(about.monday)}`;
    case 'learned':
      return `what was learned in the week before ${shortDate(about.monday)}`;
    case 'planned':
      return `the meeting of ${about.incident}`;
    case 'published':
      return `the post-mortem of ${about.incident}, which was published`;
  }
}
