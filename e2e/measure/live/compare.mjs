// Measures the live document beside Hocuspocus with its SQLite extension, one after the other,
// with the same load, and prints one table.
//
//   node e2e/measure/live/compare.mjs GENERATOR [SECONDS] [ROUNDS]
//
// GENERATOR is a load generator for Yjs servers (its options are those below; it prints one line of
// JSON). AFTERWORD_BIN names the server. Needs `npm ci` in this folder,
// with scripts: the database of the peer is built there.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const [generator, seconds = '10', rounds = '3'] = process.argv.slice(2);
if (!generator) throw new Error('name the load generator: node compare.mjs GENERATOR');

const LOADS = [
  { docs: 1, clients: 100, writers: 5, rate: 10 },
  { docs: 200, clients: 5, writers: 2, rate: 10 },
];
const SERVERS = {
  Afterword: {
    proto: 'yws',
    port: 7181,
    command: (folder, port) => [
      process.env.AFTERWORD_BIN ?? path.join(HERE, '../../../target/release/afterword'),
      ...['bench', 'live', '--data', folder, '--listen', `127.0.0.1:${port}`],
    ],
  },
  Hocuspocus: {
    proto: 'hocus',
    port: 7182,
    command: (folder, port) => ['node', path.join(HERE, 'hocuspocus.mjs'), folder, String(port)],
  },
};

const table = [];
for (const load of LOADS) {
  const found = { Afterword: [], Hocuspocus: [] };
  // In turn, so that whatever else the machine does meets both.
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const name of Object.keys(SERVERS)) {
      found[name].push(await measured(SERVERS[name], ['--secs', seconds, ...options(load)]));
    }
  }
  for (const [name, runs] of Object.entries(found)) table.push(row(name, load, runs));
}
const idle = ['--idle', '--docs', '20', '--clients', '100', '--secs', '3'];
for (const [name, server] of Object.entries(SERVERS)) {
  const { kBperConn } = await measured(server, idle);
  console.log(`${name}: ${kBperConn} kB for each of 2,000 idle connections`);
}
console.log('| Server | Load | p50 | p99 | CPU a delivery | Memory | Lost |');
console.log('|---|---|---|---|---|---|---|');
console.log(table.join('\n'));

function options(load) {
  return Object.entries(load).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

async function measured({ proto, port, command }, load) {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterword-live-'));
  const [program, ...rest] = command(folder, port);
  const server = spawn(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  try {
    await listening(port);
    const url = `ws://127.0.0.1:${port}`;
    const wish = [generator, '--json', '--proto', proto, '--url', url];
    const ran = spawnSync('node', [...wish, '--pid', String(server.pid), ...load], {
      encoding: 'utf8',
      env: { ...process.env, NODE_MODULES_DIR: HERE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (ran.status !== 0) throw new Error(`the generator ended with ${ran.status}`);
    return JSON.parse(ran.stdout);
  } finally {
    server.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true });
  }
}

function row(name, { docs, clients, writers, rate }, runs) {
  const load = `${docs} × ${clients} clients, ${writers} writing ${rate}/s`;
  const lost = runs.reduce((sum, run) => sum + run.lost + (run.verify?.missing ?? 0), 0);
  const cells = [
    `${middle(runs, (run) => run.ms.p50)} ms`,
    `${middle(runs, (run) => run.ms.p99)} ms`,
    `${middle(runs, (run) => run.srvCpuUsPerDelivery)} µs`,
    `${middle(runs, (run) => run.srvRssMB.after)} MB`,
    lost,
  ];
  return `| ${name} | ${load} | ${cells.join(' | ')} |`;
}

function middle(runs, figure) {
  const sorted = runs.map(figure).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

async function listening(port) {
  for (let tries = 0; tries < 200; tries += 1) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port}`);
}
