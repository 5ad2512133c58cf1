// A tracker that answers as the real one does: the stand-in of the tests, as a program of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { freePort } from '../../servers.ts';

export interface About {
  kind: string;
  url: string;
  project: string;
  token: string;
  account: string;
  secret: string;
}

export interface RemoteTicket {
  number: number;
  key: string;
  title: string;
  sprint: string | null;
  comments: unknown[];
}

export class StandInTracker {
  private constructor(
    private readonly pages: string,
    private readonly running: ChildProcess,
    readonly about: About,
  ) {}

  static async start(kind: string): Promise<StandInTracker> {
    const port = await freePort();
    const args = ['run', '--quiet', '-p', 'afterword-testbed', '--example', 'tracker', '--'];
    const cwd = fileURLToPath(new URL('../../../', import.meta.url));
    const running = spawn('cargo', [...args, kind, port], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const pages = `http://127.0.0.1:${port}`;
    let about: About | undefined;
    // It may have to be built first.
    await expect(async () => {
      about = (await (await fetch(`${pages}/_control/about`)).json()) as About;
    }).toPass({ intervals: [100], timeout: 150_000 });
    if (!about) throw new Error('The stand-in says nothing of itself.');
    return new StandInTracker(pages, running, about);
  }

  stop() {
    this.running.kill();
  }

  async tickets(): Promise<RemoteTicket[]> {
    return (await (await fetch(`${this.pages}/_control/tickets`)).json()) as RemoteTicket[];
  }

  /** Somebody moves a ticket on there; its webhook tells. */
  async move(title: string, to: string) {
    const ticket = (await this.tickets()).find((one) => one.title === title);
    await this.#control('move', { number: ticket?.number, to, by: 'Ana' });
  }

  /** Where its webhook tells changes to. */
  async tellTo(hook: string) {
    await this.#control('conduct', { hook });
  }

  async #control(what: string, body: object) {
    const answer = await fetch(`${this.pages}/_control/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }
}
