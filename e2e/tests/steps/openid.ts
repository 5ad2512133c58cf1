// The OpenID provider of the tests, as a program of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

export const CLIENT = { id: 'afterword', secret: 'a secret that only the two of them know' };

const PEOPLE = {
  'm-1': {
    name: 'Mika Aalto',
    preferred_username: 'mika',
    email: 'mika@northwind.example',
    email_verified: true,
    groups: ['northwind-sre'],
  },
  'k-1': {
    name: 'Kai Berg',
    preferred_username: 'kai',
    email: 'kai@northwind.example',
    email_verified: true,
    groups: ['northwind-sales'],
  },
};

export class OpenIdProvider {
  private constructor(
    private readonly running: ChildProcess,
    readonly issuer: string,
  ) {}

  /** One that sends people back to this server. */
  static async start(address: string): Promise<OpenIdProvider> {
    const client = {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [`${address}/oidc/1/callback`],
      post_logout_redirect_uris: [`${address}/sign-in`],
    };
    const program = new URL('../../../crates/testbed/oidc/server.mjs', import.meta.url);
    const settings = JSON.stringify({ client, people: PEOPLE });
    const running = spawn('node', [fileURLToPath(program), settings], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: running.stdout });
    const [first] = (await once(lines, 'line')) as [string];
    return new OpenIdProvider(running, (JSON.parse(first) as { issuer: string }).issuer);
  }

  stop() {
    this.running.stdin?.end();
  }
}

/** Chooses a person on the provider's page. */
export async function chooseThere(page: Page, name: string) {
  await page.getByRole('link', { name: `Sign in as ${name}` }).click();
}
