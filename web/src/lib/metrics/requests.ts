/** What the settings ask the server about the metrics server. */

import { api, expectOk } from '$lib/api/client';
import type { MetricsServerForm, MetricsServerView } from '$lib/api/metric-shapes';

const AT = '/api/v1/metrics-server';

export function readMetricsServer(signal?: AbortSignal): Promise<MetricsServerView> {
  return expectOk(api.GET(AT, { signal }));
}

export function saveMetricsServer(body: MetricsServerForm): Promise<MetricsServerView> {
  return expectOk(api.PUT(AT, { body }));
}

export async function removeMetricsServer(): Promise<void> {
  await expectOk(api.DELETE(AT, {}));
}

/** Throws what is wrong with it. */
export async function testMetricsServer(body: MetricsServerForm): Promise<void> {
  await expectOk(api.POST(`${AT}/test`, { body }));
}
