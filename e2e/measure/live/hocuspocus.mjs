// The peer that the live document is measured beside: node hocuspocus.mjs FOLDER PORT
import path from 'node:path';
import process from 'node:process';
import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';

const [folder, port] = process.argv.slice(2);
const server = new Server({
  address: '127.0.0.1',
  port: Number(port),
  quiet: true,
  stopOnSignals: true,
  extensions: [new SQLite({ database: path.join(folder, 'documents.sqlite') })],
});
await server.listen();
