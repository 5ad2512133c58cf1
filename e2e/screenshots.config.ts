import { defineConfig } from '@playwright/test';
import { address, browser, freePort, server } from './servers.ts';

// Workers read this file again: the first reading decides, the environment carries it to them.
const demo = (process.env.AFTERWORD_E2E_DEMO_PORT ??= await freePort());

/** Pictures of the pages on the demo workspace, into `screenshots/` beside this folder. */
export default defineConfig({
  testDir: 'screenshots',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  use: { ...browser, baseURL: address(demo) },
  webServer: server('demo', demo),
});
