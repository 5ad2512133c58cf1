// Starts a built server with a demo workspace in a folder of its own, and clears up after it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const built = ['release', 'debug'].map((profile) =>
  fileURLToPath(new URL(`../target/${profile}/afterword`, import.meta.url)),
);
const binary = process.env.AFTERWORD_BIN ?? built.find(existsSync);
if (binary === undefined || !existsSync(binary)) {
  console.error('There is no server to test: run `cargo build -p afterword`, or set AFTERWORD_BIN.');
  process.exit(1);
}

const data = mkdtempSync(join(tmpdir(), 'afterword-e2e-'));
const address = `127.0.0.1:${process.env.AFTERWORD_E2E_PORT ?? '7117'}`;
const server = spawn(binary, ['demo', '--data', data, '--listen', address], {
  stdio: ['ignore', 'inherit', 'inherit'],
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => server.kill('SIGTERM'));
}
process.on('exit', () => rmSync(data, { recursive: true, force: true }));
server.on('error', (error) => {
  console.error(`${binary} did not start: ${error.message}`);
  process.exit(1);
});
server.on('exit', (code) => process.exit(code ?? 0));
