// Several servers on one PostgreSQL, and a proxy before them that sends each connection to the next
// one that takes it. Connections of live documents are counted by themselves, so that people who
// come one after the other are at different servers.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { freePort } from '../../servers.ts';
import { binary } from './own-server.ts';

export class Servers {
  readonly ports: string[] = [];
  address = '';
  readonly #folder = mkdtempSync(join(tmpdir(), 'afterword-servers-'));
  readonly #running: (ChildProcess | undefined)[] = [];
  #postgres: ChildProcess | undefined;
  #proxy: Server | undefined;
  #database = '';
  #next = { page: 0, live: 0 };
  /** Which server took each live document, in their order. */
  readonly took: number[] = [];

  /** On a demo workspace of their own. */
  static async start(count: number): Promise<Servers> {
    const servers = new Servers();
    servers.#database = await servers.#startPostgres();
    // The first one makes the workspace.
    for (let at = 0; at < count; at++) await servers.begin(at);
    await servers.#startProxy();
    return servers;
  }

  async begin(at: number) {
    const port = (this.ports[at] ??= await freePort());
    const data = join(this.#folder, `server-${at}`);
    const args = ['demo', '--database', this.#database, '--data', data];
    this.#running[at] = spawn(binary(), [...args, '--listen', `127.0.0.1:${port}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await expect(async () => {
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    }).toPass({ intervals: [100], timeout: 60_000 });
  }

  /** As a machine that loses its power. */
  async kill(at: number) {
    const running = this.#running[at];
    this.#running[at] = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  }

  async stop() {
    this.#proxy?.close();
    await Promise.all(this.#running.map((_, at) => this.kill(at)));
    this.#postgres?.stdin?.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #startPostgres(): Promise<string> {
    const program = fileURLToPath(
      new URL('../../../target/debug/examples/postgres', import.meta.url),
    );
    if (!existsSync(program)) {
      throw new Error('There is no PostgreSQL: run `cargo build --workspace --all-targets`.');
    }
    this.#postgres = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: this.#postgres.stdout! });
    const [url] = (await once(lines, 'line')) as [string];
    return url;
  }

  async #startProxy() {
    this.#proxy = createServer((client) => {
      client.on('error', () => client.destroy());
      client.once('data', (first) => {
        client.pause();
        const kind = first.toString('latin1').startsWith('GET /api/v1/live/') ? 'live' : 'page';
        this.#pass(client, first, kind, this.#next[kind]++, this.ports.length);
      });
    });
    this.#proxy.listen(0, '127.0.0.1');
    await once(this.#proxy, 'listening');
    const at = this.#proxy.address();
    this.address = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
  }

  #pass(client: Socket, first: Buffer, kind: 'page' | 'live', turn: number, left: number) {
    if (left === 0) return void client.destroy();
    const at = turn % this.ports.length;
    const server = connect(Number(this.ports[at]), '127.0.0.1');
    let taken = false;
    server.once('connect', () => {
      taken = true;
      if (kind === 'live') this.took.push(at);
      for (const side of [client, server]) side.setNoDelay(true);
      server.write(first);
      client.pipe(server).pipe(client);
    });
    server.on('error', () => {
      if (taken) client.destroy();
      else this.#pass(client, first, kind, turn + 1, left - 1);
    });
    server.on('close', () => taken && client.destroy());
    client.on('close', () => server.destroy());
  }
}
