/** The metrics server as it is typed into the settings. */

import type { MetricsServerForm, MetricsServerView } from '$lib/api/metric-shapes';

export interface TypedServer {
  url: string;
  by: 'nothing' | 'token' | 'password';
  user: string;
  /** Left empty, the one that is known stays. */
  secret: string;
}

export function typedServer({ server }: MetricsServerView): TypedServer {
  const access = server?.access;
  return {
    url: server?.url ?? '',
    by: access?.by ?? 'nothing',
    user: access?.by === 'password' ? access.user : '',
    secret: '',
  };
}

export function serverForm({ url, by, user, secret }: TypedServer): MetricsServerForm {
  return {
    url,
    access: by === 'password' ? { by, user } : { by },
    secret: by === 'nothing' || !secret ? null : secret,
  };
}
