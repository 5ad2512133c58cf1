/** Background work in words. */

import { aboutWords } from '$lib/notices/about-words';

import type { Job } from './requests';

/** What a job does; `name` tells who a person is. */
export function jobWords(job: Job, name: (person: number) => string): string {
  switch (job.work) {
    case 'sample_curve':
      return 'Sample the curve of an alert';
    case 'announce':
      return `Announce ${aboutWords(job.of)}`;
    case 'tell': {
      const by = job.by === 'mail' ? 'e-mail' : 'Slack';
      return `Tell ${name(job.notice.to)} by ${by} of ${aboutWords(job.notice.about)}`;
    }
    case 'tell_subscribers':
      return 'Write the messages of outgoing webhooks';
    case 'send_message':
      return `Send the message ${job.message} of an outgoing webhook`;
    case 'make_ticket':
      return `Create the ticket of action item ${job.action} of ${job.incident}`;
    case 'tell_ticket':
      return `Tell the ticket of action item ${job.action} of ${job.incident} that it is finished`;
    case 'look_at_ticket':
      return `Look at the ticket ${job.key}`;
    case 'poll_tracker':
      return 'Ask a tracker what changed';
    case 'look_for_repeats':
      return `Record what would be suggested of ${job.incident}`;
    case 'pressed':
      return 'Carry out what somebody pressed in Slack';
  }
}
