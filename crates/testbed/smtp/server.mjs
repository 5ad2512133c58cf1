/**
 * A mail server on loopback for the tests: smtp-server, with encryption and signing in. Its first
 * line says at which port; then each letter that it took is a line, as postal-mime reads it.
 *
 * What becomes of a letter is told by whom it is for: `nobody@` is not known, `grey@` is asked to
 * come again the first time, `full@` is refused once the letter was read, and `gone@` has the
 * connection dropped in the middle of it. `stranger@` may not send any. It ends when its input does.
 */

import { readFileSync } from 'node:fs';

import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

const { security, user, password, key, certificate } = JSON.parse(process.argv[2]);

/**
 * smtp-server lets everybody wait a tenth of a second for its greeting, to catch who talks before it,
 * and has no option for that. A year of letters would wait a minute for it.
 */
const GREETING_MS = 100;
const later = globalThis.setTimeout;
globalThis.setTimeout = (then, ms, ...rest) => later(then, ms === GREETING_MS ? 0 : ms, ...rest);

/** Those who were asked to come again. */
const seen = new Set();

function no(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

const answers = {
  onAuth(auth, session, answer) {
    const known = auth.username === user && auth.password === password;
    if (known) answer(null, { user });
    else answer(no(535, '5.7.8 authentication credentials invalid'));
  },
  onMailFrom({ address }, session, answer) {
    const stranger = address.startsWith('stranger@');
    answer(stranger ? no(553, '5.7.1 sender address rejected: not owned by user') : null);
  },
  onRcptTo({ address }, session, answer) {
    if (address.startsWith('nobody@')) return answer(no(550, '5.1.1 no such person here'));
    if (address.startsWith('grey@') && !seen.has(address)) {
      seen.add(address);
      return answer(no(451, '4.7.1 greylisted, try again later'));
    }
    return answer();
  },
  onData(stream, session, answer) {
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const chunks = [];
    stream.on('data', (chunk) => {
      chunks.push(chunk);
      if (to[0].startsWith('gone@')) sockets.forEach((socket) => socket.destroy());
    });
    stream.on('end', async () => {
      if (to[0].startsWith('full@')) return answer(no(552, '5.2.2 mailbox full'));
      const raw = Buffer.concat(chunks);
      const read = await PostalMime.parse(raw);
      const letter = { ...read, raw: raw.toString('latin1'), for: to, secure: session.secure };
      letter.by = session.user ?? null;
      letter.calls_itself = session.hostNameAppearsAs;
      process.stdout.write(`${JSON.stringify(letter)}\n`);
      answer();
    });
  },
};

const sockets = new Set();
const server = new SMTPServer({
  ...answers,
  secure: security === 'tls',
  key: readFileSync(key),
  cert: readFileSync(certificate),
  authOptional: !user,
  disabledCommands: [
    ...(security === 'starttls' ? [] : ['STARTTLS']),
    ...(user ? [] : ['AUTH']),
  ],
  disableReverseLookup: true,
  logger: false,
});
// A client that does not believe the certificate ends the connection; that is no fault here.
server.on('error', () => {});
server.server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.server.address().port })}\n`);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
