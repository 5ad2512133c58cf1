// Starts a built server in a folder of its own, keeps what it prints, and clears up after it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const [command, port, data] = process.argv.slice(2);
if (data === undefined) {
  console.error('Usage: node serve.mjs demo|serve PORT FOLDER');
  process.exit(1);
}
const built = ['release', 'debug'].map((profile) =>
  fileURLToPath(new URL(`../target/${profile}/afterword`, import.meta.url)),
);
const binary = process.env.AFTERWORD_BIN ?? built.find(existsSync);
if (binary === undefined || !existsSync(binary)) {
  console.error(
    'There is no server to test: run `cargo build -p afterword`, or set AFTERWORD_BIN.',
  );
  process.exit(1);
}

mkdirSync(data, { recursive: true });
const printed = openSync(join(data, 'console.log'), 'w');
const server = spawn(binary, [command, '--data', data, '--listen', `127.0.0.1:${port}`], {
  stdio: ['ignore', printed, 'inherit'],
  env: { ...process.env, AFTERWORD_LOG: process.env.AFTERWORD_LOG ?? 'warn' },
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
