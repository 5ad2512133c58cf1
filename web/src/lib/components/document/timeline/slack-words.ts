/** What the page says of a fetch from Slack, and how what is typed for it is read. */

import type { SlackForm, SlackProgress, SlackReport, SlackSources } from '$lib/api/incident-shapes';
import { plural } from '$lib/format';

import { readMoment, type TypedMoment } from '../moments';

/** Whether an address leads to a message, whose thread comes whole. */
export function leadsToThread(link: string): boolean {
  return /\/p\d{15,17}(?:[/?#]|$)|\/thread\//.test(link.trim());
}

export function progressWords({ messages, threads_left, wait_seconds }: SlackProgress): string {
  const far = `${plural(messages, 'message')} so far`;
  if (typeof wait_seconds === 'number') {
    const wait = `Slack takes no more requests for ${wait_seconds} s; then it goes on.`;
    return messages > 0 ? `${far}. ${wait}` : wait;
  }
  return threads_left > 0 ? `${far}, ${plural(threads_left, 'thread')} to go.` : `${far}.`;
}

/** What came of it, in sentences. */
export function reportWords(report: SlackReport): string {
  const { channel_name, messages, offered, gone, revised } = report;
  const place = channel_name ? `#${channel_name}` : 'Slack';
  const words: string[] = [];
  if (offered > 0) {
    words.push(`${plural(offered, 'message')} from ${place} can be added to the timeline.`);
  } else if (messages > 0) {
    words.push(
      messages === 1
        ? `The one message from ${place} was here already.`
        : `All ${messages} messages from ${place} were here already.`,
    );
  } else {
    words.push(`Nothing that belongs on a timeline was said in ${place} then.`);
  }
  if (revised > 0)
    words.push(`${revised} now ${revised === 1 ? 'has its' : 'have their'} latest words.`);
  if (gone > 0) words.push(`${gone} deleted in Slack ${gone === 1 ? 'is' : 'are'} taken back.`);
  return words.join(' ');
}

export interface TypedFetch {
  link: string;
  from: TypedMoment;
  to: TypedMoment;
  integration: number | undefined;
}

export interface ReadFetch {
  form?: SlackForm;
  errors: { from?: string; to?: string };
}

/** An end that is left empty is the usual one. */
export function slackForm(typed: TypedFetch, usual: Pick<SlackSources, 'from' | 'to'>): ReadFetch {
  const form = { link: typed.link.trim(), integration: typed.integration };
  if (leadsToThread(typed.link)) return { form, errors: {} };
  const [from, to] = [readMoment(typed.from, usual.from), readMoment(typed.to, usual.to)];
  if ('error' in from || 'error' in to) {
    const errors = {
      from: 'error' in from ? from.error : undefined,
      to: 'error' in to ? to.error : undefined,
    };
    return { errors };
  }
  return { form: { ...form, from: from.at, to: to.at }, errors: {} };
}
