import { describe, expect, it } from 'vitest';

import { typed } from '../moments';
import { leadsToThread, progressWords, reportWords, slackForm } from './slack-words';

const CHANNEL = 'https://northwind.slack.com/archives/C0INC4711';
const USUAL = { from: '2026-10-08T07:12:00.000123Z', to: '2026-10-08T12:00:00Z' };
const REPORT = {
  channel_name: 'inc-4711',
  messages: 4,
  new: 0,
  revised: 0,
  offered: 0,
  gone: 0,
  passed_over: {},
};

describe('a link', () => {
  it('leads to a thread when it names a message', () => {
    expect(leadsToThread(`${CHANNEL}/p1795182002000219`)).toBe(true);
    expect(leadsToThread(`${CHANNEL}/p1795182002000219?thread_ts=1795182002.000219`)).toBe(true);
    const client = 'https://app.slack.com/client/T0/C0INC4711';
    expect(leadsToThread(`${client}/thread/C0INC4711-1795182002.000219`)).toBe(true);
    for (const link of [CHANNEL, client, 'C0INC4711', '']) expect(leadsToThread(link)).toBe(false);
  });
});

describe('how far a fetch is', () => {
  it('is said with what is still to come', () => {
    const so = { messages: 240, threads_left: 0, wait_seconds: null };
    expect(progressWords(so)).toBe('240 messages so far.');
    expect(progressWords({ ...so, threads_left: 1 })).toBe('240 messages so far, 1 thread to go.');
    expect(progressWords({ ...so, wait_seconds: 30 })).toBe(
      '240 messages so far. Slack takes no more requests for 30 s; then it goes on.',
    );
    expect(progressWords({ ...so, messages: 0, wait_seconds: 30 })).toBe(
      'Slack takes no more requests for 30 s; then it goes on.',
    );
  });
});

describe('what came of a fetch', () => {
  it('is what can be added, what was here, and what changed', () => {
    expect(reportWords({ ...REPORT, offered: 4 })).toBe(
      '4 messages from #inc-4711 can be added to the timeline.',
    );
    expect(reportWords({ ...REPORT, revised: 2, gone: 1 })).toBe(
      'All 4 messages from #inc-4711 were here already. 2 now have their latest words. ' +
        '1 deleted in Slack is taken back.',
    );
    expect(reportWords({ ...REPORT, channel_name: null, messages: 0 })).toBe(
      'Nothing that belongs on a timeline was said in Slack then.',
    );
  });
});

describe('what is typed', () => {
  const fields = { link: ` ${CHANNEL} `, from: typed(USUAL.from), to: typed(USUAL.to) };
  const integration = undefined;

  it('keeps the usual ends to the microsecond', () => {
    const { form } = slackForm({ ...fields, integration }, USUAL);
    expect(form).toEqual({ link: CHANNEL, integration, ...USUAL });
  });

  it('names the end that cannot be read', () => {
    const odd = { ...fields, integration, to: { date: '2026-10-08', time: 'noon' } };
    const { form, errors } = slackForm(odd, USUAL);
    expect(form).toBeUndefined();
    expect(errors.from).toBeUndefined();
    expect(errors.to).toContain('noon');
  });

  it('sends no ends for a thread, whatever they are', () => {
    const odd = { date: '', time: 'noon' };
    const link = `${CHANNEL}/p1795182002000219`;
    const { form } = slackForm({ link, from: odd, to: odd, integration: 3 }, USUAL);
    expect(form).toEqual({ link, integration: 3 });
  });
});
