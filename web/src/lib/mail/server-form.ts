/** The mail server as it is typed into the settings. */

import type { MailServerForm, MailServerView } from '$lib/api/mail-shapes';

export type Security = MailServerForm['security'];

export interface TypedMailServer {
  host: string;
  port: string;
  security: Security;
  user: string;
  /** Left empty, the one that is known stays. */
  password: string;
  from: string;
  fromName: string;
  authority: string;
}

const USUAL_PORTS: Record<Security, string> = { starttls: '587', tls: '465', none: '25' };

export function typedMailServer({ server }: MailServerView): TypedMailServer {
  return {
    host: server?.host ?? '',
    port: server ? String(server.port) : USUAL_PORTS.starttls,
    security: server?.security ?? 'starttls',
    user: server?.user ?? '',
    password: '',
    from: server?.from ?? '',
    fromName: server?.from_name ?? 'Afterword',
    authority: server?.authority ?? '',
  };
}

/** With another encryption comes its usual port, unless somebody chose one. */
export function withSecurity(typed: TypedMailServer, security: Security): TypedMailServer {
  const usual = typed.port === USUAL_PORTS[typed.security];
  return { ...typed, security, port: usual ? USUAL_PORTS[security] : typed.port };
}

export function mailServerForm(typed: TypedMailServer): MailServerForm {
  const signsIn = typed.security !== 'none';
  const port = Number(typed.port.trim());
  return {
    host: typed.host,
    // What is no port is refused by the server, which says what one is.
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0,
    security: typed.security,
    user: signsIn && typed.user.trim() ? typed.user : null,
    password: signsIn && typed.password ? typed.password : null,
    from: typed.from,
    from_name: typed.fromName,
    authority: signsIn && typed.authority.trim() ? typed.authority : null,
  };
}
