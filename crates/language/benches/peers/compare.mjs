// Checks a megabyte of real post-mortems with `afterword lint` and with three checkers of npm, in
// turn, and prints one table.
//
//   node crates/language/benches/peers/compare.mjs [ROUNDS]
//
// AFTERWORD_BIN names the program (a release build), AFTERWORD_SHARED the folder with
// data/postmortems. Needs `npm ci` in this folder. A peer's time is taken inside of its process,
// after a round that warms it up; Afterword's is that of its whole process, its start included.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, '../../../..');
const AFTERWORD = process.env.AFTERWORD_BIN ?? path.join(ROOT, 'target/release/afterword');
const SHARED = process.env.AFTERWORD_SHARED ?? path.join(ROOT, '../shared');
const PEERS = ['write-good', 'alex', 'retext-equality'];
const MEGABYTE = 1_000_000;
const rounds = Number(process.argv[2] ?? 5);

const folder = mkdtempSync(path.join(tmpdir(), 'afterword-peers-'));
try {
  const file = path.join(folder, 'reviews.md');
  const empty = path.join(folder, 'empty.md');
  writeFileSync(file, megabyte());
  writeFileSync(empty, '');
  const found = { Afterword: [] };
  for (let round = 0; round < rounds; round += 1) {
    found.Afterword.push(afterword(file));
    for (const name of PEERS) (found[name] ??= []).push(peer(name, file));
  }
  console.log(`afterword with an empty file: ${afterword(empty).kilobytes} kB at most`);
  console.log('| Checker | MB/s | Median | Memory at most | Findings |\n|---|---|---|---|---|');
  for (const [name, runs] of Object.entries(found)) console.log(row(name, runs));
} finally {
  rmSync(folder, { recursive: true });
}

/** The documents in their order, again and again, up to a megabyte. */
function megabyte() {
  const root = path.join(SHARED, 'data/postmortems');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const documents = names.filter((name) => name.endsWith('.md'));
  const all = documents.map((name) => readFileSync(path.join(root, name))).join('\n\n');
  const text = Buffer.from(`${all}\n\n`.repeat(Math.ceil(MEGABYTE / all.length)));
  return text.subarray(0, MEGABYTE);
}

/** GNU time says how much memory a process had at most. */
function afterword(file) {
  const report = path.join(folder, 'time');
  const began = process.hrtime.bigint();
  const run = spawnSync(
    '/usr/bin/time',
    [...['-f', '%M', '-o', report], ...[AFTERWORD, 'lint', '--format', 'json', file]],
    { maxBuffer: 64 * MEGABYTE },
  );
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
  if (run.status > 1) throw new Error(`afterword lint: ${run.stderr}`);
  const kilobytes = Number(readFileSync(report, 'utf8').trim().split('\n').at(-1));
  return { milliseconds, kilobytes, findings: JSON.parse(run.stdout).findings };
}

function peer(name, file) {
  const run = spawnSync(process.execPath, [path.join(HERE, 'peer.mjs'), name, file]);
  if (run.status !== 0) throw new Error(`${name}: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

function row(name, runs) {
  const middle = runs.map((run) => run.milliseconds).sort((a, b) => a - b)[runs.length >> 1];
  const megabytes = Math.max(...runs.map((run) => run.kilobytes)) / 1000;
  const speed = (MEGABYTE / 1000 / middle).toPrecision(2);
  return `| ${name} | ${speed} | ${middle.toFixed(0)} ms | ${megabytes.toFixed(0)} MB | ${runs[0].findings} |`;
}
