/** The mapping of a JSON source while it is written, and one that works to start from. */

import type { IntegrationForm } from '$lib/api/integration-shapes';

type Mapping = IntegrationForm['mapping'];

/** A body that the example reads. */
export const EXAMPLE_BODY = {
  events: [
    {
      check: 'checkout-latency',
      service: 'checkout',
      state: 'down',
      severity: 'critical',
      at: '2026-11-20T10:04:31Z',
      since: '2026-11-20T10:04:31Z',
      message: 'Half of the payments take longer than 2 s.',
      url: 'https://checks.example.com/checkout-latency',
    },
  ],
};

/** Text in a value is a template: `{name}` puts in what stands there, `{name|words}` words without. */
export const EXAMPLE_MAPPING = {
  entries: 'events',
  key: '{check}/{since}',
  occurred_at: 'at',
  text: {
    firing: '{check} failed on {service}: {message}',
    resolved: '{check} on {service} is well again.',
  },
  service: '{service}',
  labels: { check: '{check}', severity: '{severity|none}' },
  alert: {
    id: '{check}',
    title: '{check} failed on {service}',
    state: { path: 'state', values: { down: 'firing', up: 'resolved' } },
    started_at: 'since',
  },
  links: [{ kind: 'dashboard', label: 'check', url: '{url}' }],
};

export function mappingText(mapping: Mapping): string {
  return mapping == null ? '' : JSON.stringify(mapping, null, 2);
}

export type ReadMapping = { mapping: Mapping; error?: undefined } | { error: string };

/** What was typed, or what keeps it from being JSON. What a mapping needs, the server says. */
export function readMapping(text: string): ReadMapping {
  if (text.trim() === '') return { mapping: null };
  try {
    const read: unknown = JSON.parse(text);
    const isObject = typeof read === 'object' && read !== null && !Array.isArray(read);
    if (!isObject) return { error: 'A mapping is an object: { … }.' };
    return { mapping: read as Mapping };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { error: `This is not JSON yet: ${error.message}.` };
  }
}
