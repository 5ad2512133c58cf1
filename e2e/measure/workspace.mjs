// A workspace of many made-up incidents: the same ones every time, imported through the command
// line as Markdown, and served with one person who may sign in.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const PERSON = { name: 'measure', password: 'a long enough password' };

const SERVICES = ['checkout-api', 'ledger', 'payments-db', 'search', 'edge-proxy', 'invoices'];
const WHAT = ['was slow', 'refused connections', 'answered with errors', 'lost its disk', 'fell behind'];
const WHEN = ['during a failover', 'after a deploy', 'under load', 'while a batch ran', 'in one region'];
const FACTORS = ['Retries not bounded', 'Alert slower than customers', 'Runbook missing or out of date'];
const HOUR_MS = 3_600_000;

/** Seeded, so that two runs measure the same list. */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function document(number, pick, now) {
  const service = SERVICES[pick(SERVICES.length)];
  const others = SERVICES.filter((name) => name !== service).slice(0, pick(3));
  const began = new Date(now - number * 8 * HOUR_MS - pick(7) * HOUR_MS);
  const later = (minutes) => new Date(began.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const title = `${service} ${WHAT[pick(WHAT.length)]} ${WHEN[pick(WHEN.length)]} (${number})`;
  const [detected, length] = [1 + pick(20), 25 + pick(400)];
  return `---
afterword: 1
title: "${title}"
mode: ${pick(20) === 0 ? 'drill' : 'standard'}
severity: sev${1 + pick(4)}
services: [${[service, ...others].map((name) => `"${name}"`).join(', ')}]
status: ${number < 20 ? 'facts' : 'published'}
zone: "UTC"
started_precision: minute
impact_started_at: ${later(0)}Z
detected_at: ${later(detected)}Z
recovered_at: ${later(length)}Z
---

# ${title}

## Summary

${service} ${WHAT[pick(WHAT.length)]} for ${length} minutes. Some of the requests were answered late, a few not at all.

## Root cause

A limit that nobody had looked at since it was set was reached ${WHEN[pick(WHEN.length)]}.

## Contributing factors

### Made the incident possible

- ${FACTORS[pick(FACTORS.length)]}.
`;
}

/** Writes, imports and serves; `stop` takes everything away again. */
export async function serveWorkspace(count) {
  const binary = binaryToMeasure();
  const folder = mkdtempSync(join(tmpdir(), 'afterword-measure-'));
  const [data, documents] = [join(folder, 'data'), join(folder, 'documents')];
  mkdirSync(documents);
  const pick = chance(7);
  const now = Date.now();
  for (let number = 0; number < count; number++) {
    writeFileSync(join(documents, `${number}.md`), document(number, pick, now));
  }
  const quiet = { env: { ...process.env, AFTERWORD_LOG: 'warn' } };
  execFileSync(binary, ['import', '--data', data, '--timezone', 'UTC', documents], {
    ...quiet,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const add = ['user', 'add', '--data', data, '--role', 'admin', '--name', 'Measure'];
  execFileSync(binary, [...add, '--password-stdin', PERSON.name], {
    ...quiet,
    input: `${PERSON.password}\n`,
  });
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const server = spawn(binary, ['serve', '--data', data, '--listen', address], {
    ...quiet,
    stdio: 'ignore',
  });
  const base = `http://${address}`;
  await answering(`${base}/healthz`);
  return {
    base,
    binary,
    stop: () => {
      server.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function binaryToMeasure() {
  const built = ['release', 'debug'].map((profile) =>
    fileURLToPath(new URL(`../../target/${profile}/afterword`, import.meta.url)),
  );
  const binary = process.env.AFTERWORD_BIN ?? built.find(existsSync);
  if (binary === undefined || !existsSync(binary)) {
    throw new Error('There is no server to measure: run `cargo build --release -p afterword`.');
  }
  return binary;
}

async function answering(address) {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${address} did not answer.`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
