import { describe, expect, it } from 'vitest';

import { mailServerForm, typedMailServer, withSecurity } from './server-form';

const server = {
  host: 'smtp.example.org',
  port: 2525,
  security: 'tls',
  user: 'afterword',
  from: 'afterword@example.org',
  from_name: 'Afterword',
  authority: null,
} as const;

describe('the mail server as it is typed', () => {
  it('begins as most servers are', () => {
    const typed = typedMailServer({ has_password: false });
    expect(typed).toMatchObject({ host: '', port: '587', security: 'starttls' });
  });

  it('comes back as it went out, but for the password, which is never shown', () => {
    const typed = typedMailServer({ server, has_password: true });
    expect(typed.password).toBe('');
    expect(mailServerForm(typed)).toEqual({ ...server, password: null });
    expect(mailServerForm({ ...typed, password: 'new' }).password).toBe('new');
  });

  it('takes the usual port along, and leaves a chosen one', () => {
    const typed = typedMailServer({ has_password: false });
    expect(withSecurity(typed, 'tls').port).toBe('465');
    expect(withSecurity({ ...typed, port: '2525' }, 'tls').port).toBe('2525');
  });

  it('sends no name and no password where nothing is encrypted', () => {
    const typed = typedMailServer({ server, has_password: true });
    const open = mailServerForm({ ...typed, security: 'none', password: 'old' });
    expect(open).toMatchObject({ user: null, password: null, authority: null });
  });

  it.each(['', 'smtp', '0', '70000', '5.5'])('leaves “%s” to be refused', (port) => {
    const typed = typedMailServer({ server, has_password: true });
    expect(mailServerForm({ ...typed, port }).port).toBe(0);
  });
});
