// A server for one test, which may be killed and started again on what it left.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Browser, type Page } from '@playwright/test';
import { freePort } from '../../servers.ts';

const PASSWORD = 'long enough to be a password';

export class OwnServer {
  readonly address: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'afterword-own-'));
  #process: ChildProcess | undefined;

  private constructor(
    private readonly port: string,
    private readonly command: 'demo' | 'serve' = 'demo',
  ) {
    this.address = `http://127.0.0.1:${port}`;
  }

  /** On a demo workspace of its own. */
  static async start(): Promise<OwnServer> {
    const server = new OwnServer(await freePort());
    await server.begin();
    return server;
  }

  /** On a workspace that has nobody but its administrator, who signs in with this password. */
  static async startFor(handle: string, name: string, password: string): Promise<OwnServer> {
    const server = new OwnServer(await freePort(), 'serve');
    const person = ['user', 'add', handle, '--name', name, '--role', 'admin', '--password-stdin'];
    const args = [...person, '--data', server.#folder];
    execFileSync(binary(), args, { input: password, stdio: ['pipe', 'ignore', 'inherit'] });
    await server.begin();
    return server;
  }

  /** What the command line prints, on the data of this server. */
  run(...args: string[]): string {
    return execFileSync(binary(), [...args, '--data', this.#folder], { encoding: 'utf8' });
  }

  async begin() {
    const args = [this.command, '--data', this.#folder, '--listen', `127.0.0.1:${this.port}`];
    this.#process = spawn(binary(), args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await expect(async () => {
      expect((await fetch(`${this.address}/healthz`)).status).toBe(200);
    }).toPass({ intervals: [50], timeout: 20_000 });
  }

  /** As a machine that loses its power. */
  async kill() {
    await this.#end('SIGKILL');
  }

  async stop() {
    await this.#end('SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals) {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  }

  /** A browser of its own in which the demo's first person is signed in. */
  demo(browser: Browser): Promise<Page> {
    return demoPage(browser, this.address);
  }

  /** Another browser, for somebody whom `admin` lets in. */
  person(browser: Browser, admin: Page, name: string): Promise<Page> {
    return personPage(browser, this.address, admin, name);
  }
}

/** A browser of its own in which the first person of the demo at an address is signed in. */
export async function demoPage(browser: Browser, address: string): Promise<Page> {
  const page = await freshPage(browser, address);
  await post(page, address, 'session/demo');
  return page;
}

/** Another browser, for somebody whom `admin` lets in. */
export async function personPage(
  browser: Browser,
  address: string,
  admin: Page,
  name: string,
): Promise<Page> {
  const workspace = await admin.request.get('/api/v1/workspace');
  const { people } = (await workspace.json()) as { people: { id: number; name: string }[] };
  const id = people.find((person) => person.name === name)?.id;
  const link = await post(admin, address, `people/${id}/sign-in-link`);
  const { path } = (await link.json()) as { path: string };
  const page = await freshPage(browser, address);
  const secret = path.split('#')[1];
  await post(page, address, 'setup/password', { secret, password: PASSWORD });
  return page;
}

async function freshPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: address, storageState: undefined });
  return context.newPage();
}

async function post(page: Page, address: string, path: string, data: object = {}) {
  const answer = await page.request.post(`/api/v1/${path}`, { data, headers: { Origin: address } });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer;
}

export function binary(): string {
  const built = ['release', 'debug'].map((profile) =>
    fileURLToPath(new URL(`../../../target/${profile}/afterword`, import.meta.url)),
  );
  const found = process.env.AFTERWORD_BIN ?? built.find((place) => existsSync(place));
  if (found === undefined) throw new Error('There is no server: run `cargo build -p afterword`.');
  return found;
}
