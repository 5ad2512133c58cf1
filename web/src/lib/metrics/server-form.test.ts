import { describe, expect, it } from 'vitest';

import { serverForm, typedServer } from './server-form';

describe('the metrics server as it is typed', () => {
  it('is empty while there is none', () => {
    const typed = typedServer({ has_secret: false });
    expect(typed).toEqual({ url: '', by: 'nothing', user: '', secret: '' });
  });

  it('comes back as it went out, but for the secret, which is never shown', () => {
    const access = { by: 'password', user: 'me' } as const;
    const server = { url: 'http://prometheus:9090', access };
    const typed = typedServer({ server, has_secret: true });
    expect(typed.secret).toBe('');
    expect(serverForm(typed)).toEqual({ ...server, secret: null });
    expect(serverForm({ ...typed, secret: 'new' })).toEqual({ ...server, secret: 'new' });
  });

  it('sends no secret to a server that lets anybody in', () => {
    const typed = { url: 'http://a', by: 'nothing', user: 'me', secret: 'old' } as const;
    expect(serverForm(typed)).toEqual({ url: 'http://a', access: { by: 'nothing' }, secret: null });
  });
});
