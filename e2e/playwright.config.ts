import { defineConfig } from '@playwright/test';
import { address, browser, consoleOf, freePort, server } from './servers.ts';

// Workers read this file again: the first reading decides, the environment carries it to them.
const demo = (process.env.AFTERWORD_E2E_DEMO_PORT ??= await freePort());
const empty = (process.env.AFTERWORD_E2E_EMPTY_PORT ??= await freePort());
process.env.AFTERWORD_E2E_CONSOLE = consoleOf(empty);

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  workers: 2,
  // A machine that is lent for an hour stalls at times. What passed only then is told by name.
  retries: process.env.CI ? 1 : 0,
  timeout: 30_000,
  // Both workers and the servers, which are built without optimisation, share two cores.
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./summary.ts']],
  use: { ...browser, trace: { mode: 'retain-on-failure', screenshots: false } },
  projects: [
    // The longest comes first, so that nothing waits for it at the end.
    { name: 'empty', testMatch: 'loop.spec.ts', use: { baseURL: address(empty) } },
    { name: 'demo', testIgnore: 'loop.spec.ts', use: { baseURL: address(demo) } },
  ],
  webServer: [server('serve', empty), server('demo', demo)],
});
