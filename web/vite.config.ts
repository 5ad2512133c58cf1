import { sveltekit } from '@sveltejs/kit/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

import { fonts } from './vite/fonts';

export default defineConfig({
  plugins: [fonts(), sveltekit(), svelteTesting()],
  server: {
    // The server compares a write's origin with the host it was sent to, so the host stays ours.
    proxy: {
      '/api': {
        target: process.env.AFTERWORD_SERVER ?? 'http://127.0.0.1:7117',
        changeOrigin: false,
        ws: true,
      },
    },
  },
  build: {
    // A font inlined as data: would be refused by the content security policy.
    assetsInlineLimit: 0,
    // A page in few files: on a slow line each further one costs more than its bytes.
    rollupOptions: { output: { experimentalMinChunkSize: 30_000 } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
  },
});
