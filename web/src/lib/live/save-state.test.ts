import { describe, expect, it } from 'vitest';

import { SaveState } from './save-state';
import { saveWords, type Saving } from './save-words';

function connected(): SaveState {
  const state = new SaveState();
  state.sent();
  state.acknowledged(1);
  return state;
}

function type(state: SaveState) {
  state.edited();
  state.sent();
}

describe('what is saved', () => {
  it('is nothing to wait for while nothing was typed', () => {
    const state = new SaveState();
    state.sent();
    expect(state.pending).toBe(false);
    state.disconnected();
    expect(state.pending).toBe(false);
  });

  it('is everything that was acknowledged, and nothing before', () => {
    const state = connected();
    expect(state.pending).toBe(false);
    for (const edit of [state, state]) type(edit);
    expect(state.acknowledged(2)).toBe(false);
    expect(state.pending).toBe(true);
    expect(state.acknowledged(3)).toBe(true);
    expect(state.pending).toBe(false);
    expect(state.acknowledged(3)).toBe(false);
  });

  it('is not what was typed without a connection, until a message took it along', () => {
    const state = new SaveState();
    state.edited();
    expect(state.pending).toBe(true);
    state.sent();
    expect(state.pending).toBe(true);
    expect(state.acknowledged(1)).toBe(true);
  });

  it('is not what was on its way when the line broke; the numbers begin again', () => {
    const state = connected();
    type(state);
    state.disconnected();
    expect(state.pending).toBe(true);
    state.sent();
    expect(state.acknowledged(1)).toBe(true);
    state.disconnected();
    expect(state.pending).toBe(false);
  });
});

describe('what is said of it', () => {
  const saved: Saving = {
    pending: false,
    connected: true,
    kept: true,
    refused: undefined,
    savedAt: '2026-10-14T16:04:31Z',
  };
  const today = new Date('2026-10-14T18:00:00Z');

  it('is the moment, or the day when that is another', () => {
    expect(saveWords(saved, today)).toBe('Saved 16:04 UTC');
    expect(saveWords(saved, new Date('2026-10-15T08:00:00Z'))).toBe('Saved 14 Oct');
  });

  it('is never “saved” while something is not', () => {
    const pending = { ...saved, pending: true };
    expect(saveWords(pending, today)).toBe('Saving…');
    expect(saveWords({ ...pending, connected: false }, today)).toBe(
      'Not saved: no connection, kept on this computer',
    );
    expect(saveWords({ ...pending, connected: false, kept: false }, today)).toBe(
      'Not saved: no connection, keep this page open',
    );
    expect(saveWords({ ...pending, refused: 'Too long.' }, today)).toBe('Not saved');
  });
});
