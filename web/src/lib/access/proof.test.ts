import { describe, expect, it, vi } from 'vitest';

import { fetchWithProof, proof } from './proof.svelte';

const refused = () => Response.json({ code: 'sign_in_again' }, { status: 403 });

function asked() {
  return new Request('http://localhost/api/v1/providers', { method: 'POST', body: '{"name":"x"}' });
}

describe('a request that wants to see who asks', () => {
  it('goes out again, whole, once that was shown', async () => {
    const bodies: string[] = [];
    const send = async (request: Request) => {
      bodies.push(await request.text());
      return bodies.length === 1 ? refused() : Response.json({}, { status: 201 });
    };
    const response = await fetchWithProof(asked(), send, () => Promise.resolve(true));
    expect(response.status).toBe(201);
    expect(bodies).toEqual(['{"name":"x"}', '{"name":"x"}']);
  });

  it('is refused when the person gives it up, and the caller reads why', async () => {
    const send = vi.fn(() => Promise.resolve(refused()));
    const response = await fetchWithProof(asked(), send, () => Promise.resolve(false));
    expect(send).toHaveBeenCalledTimes(1);
    await expect(response.json()).resolves.toEqual({ code: 'sign_in_again' });
  });

  it.each([Response.json({ code: 'role_too_low' }, { status: 403 }), new Response('x')])(
    'asks nobody about another answer',
    async (answer) => {
      const ask = vi.fn(() => Promise.resolve(true));
      await fetchWithProof(asked(), () => Promise.resolve(answer), ask);
      expect(ask).not.toHaveBeenCalled();
    },
  );
});

describe('the proof', () => {
  it('settles everybody who waits at once', async () => {
    const both = Promise.all([proof.ask(), proof.ask()]);
    expect(proof.asking).toBe(true);
    proof.settle(true);
    await expect(both).resolves.toEqual([true, true]);
    expect(proof.asking).toBe(false);
  });
});
