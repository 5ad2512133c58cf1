import { sveltekit } from '@sveltejs/kit/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

import { fonts } from './vite/fonts';

/** Where the API and the addresses of integrations are answered while Vite serves the pages. */
const backend = process.env.AFTERWORD_SERVER ?? 'http://127.0.0.1:7117';

export default defineConfig({
  plugins: [fonts(), sveltekit(), svelteTesting()],
  server: {
    // The server compares a write's origin with the host it was sent to, so the host stays ours.
    proxy: {
      '/api': {
        target: backend,
        changeOrigin: false,
        ws: true,
      },
      '/hooks': { target: backend, changeOrigin: false },
      '/oidc': { target: backend, changeOrigin: false },
    },
  },
  build: {
    // A font inlined as data: would be refused by the content security policy.
    assetsInlineLimit: 0,
    // A page in few files, since each further one costs on a slow line; but joined files make a
    // page load what only others need: at 30,000 the document carried the history with it.
    rollupOptions: { output: { experimentalMinChunkSize: 4_000 } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
  },
});
