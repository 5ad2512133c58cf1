/**
 * An OpenID provider on loopback for the tests: oidc-provider, which is certified. Its first line
 * says who it is. Whoever is asked to sign in there chooses by name, and nobody is asked for consent.
 * A line on its input has it sign with another key from then on. It ends when its input does.
 */

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

import { Provider } from 'oidc-provider';

const { client, people, alg = 'RS256', port = 0 } = JSON.parse(process.argv[2]);

let made = 0;

function newKey() {
  const kind = alg === 'ES256' ? ['ec', { namedCurve: 'P-256' }] : ['rsa', { modulusLength: 2048 }];
  const { privateKey } = generateKeyPairSync(...kind);
  made += 1;
  return { ...privateKey.export({ format: 'jwk' }), kid: `key-${made}`, use: 'sig', alg };
}

function provider(issuer) {
  const made = new Provider(issuer, {
    clients: [{ ...client, id_token_signed_response_alg: alg, grant_types: ['authorization_code'] }],
    jwks: { keys: [newKey()] },
    cookies: { keys: ['a key for the tests'] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: [alg] },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { Session: 3600, Grant: 3600, Interaction: 3600, AccessToken: 600, IdToken: 600 },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    // Nobody is asked whether they mean it: the client is the only one there is.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  });
  made.use(async (ctx, next) => {
    const uid = /^\/interaction\/([\w-]+)$/.exec(ctx.path)?.[1];
    if (!uid) return next();
    const login = new URLSearchParams(ctx.querystring).get('login');
    if (login === null) {
      const choices = Object.entries(people).map(
        ([id, { name }]) => `<p><a href="?login=${id}">Sign in as ${name}</a></p>`,
      );
      ctx.type = 'html';
      ctx.body = `<!doctype html><title>Who are you?</title>${choices.join('')}
        <p><a href="?login=">Never mind</a></p>`;
      return undefined;
    }
    const result = login
      ? { login: { accountId: login } }
      : { error: 'access_denied', error_description: 'The person changed their mind.' };
    return made.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  });
  return made;
}

const server = createServer();
server.listen(port, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let answer = provider(issuer).callback();
  server.on('request', (request, response) => answer(request, response));
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
  createInterface({ input: process.stdin })
    .on('line', () => {
      answer = provider(issuer).callback();
      process.stdout.write(`${JSON.stringify({ issuer })}\n`);
    })
    .on('close', () => process.exit(0));
});
