// The servers that a run starts, and the browser it drives.
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devices } from '@playwright/test';

/** A server of its own, on the demo workspace (`demo`) or on one without anything (`serve`). */
export function server(command: 'demo' | 'serve', port: string) {
  return {
    command: `node serve.mjs ${command} ${port} ${dataFolder(port)}`,
    url: address(port),
    timeout: 60_000,
    reuseExistingServer: false,
    stdout: 'ignore' as const,
    stderr: 'pipe' as const,
    // Time for serve.mjs to stop the server and remove its folder.
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
  };
}

export function address(port: string): string {
  return `http://127.0.0.1:${port}`;
}

/** What the server on this port printed. */
export function consoleOf(port: string): string {
  return join(dataFolder(port), 'console.log');
}

function dataFolder(port: string): string {
  return join(tmpdir(), `afterword-e2e-${port}`);
}

export function freePort(): Promise<string> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(String(port)));
    });
  });
}

export const browser = {
  ...devices['Desktop Chrome'],
  viewport: { width: 1440, height: 900 },
  locale: 'en-GB',
  timezoneId: 'UTC',
  launchOptions: {
    executablePath: chromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  },
};

/** The machine's own browser: Playwright downloads none. */
function chromium(): string {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (found === undefined) {
    throw new Error('Chromium is missing: on Debian, `apt install chromium` brings it.');
  }
  return found;
}
