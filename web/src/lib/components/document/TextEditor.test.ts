import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiError } from '$lib/api/problem';

import { draftOf } from './drafts';
import TextEditor from './TextEditor.svelte';

const PLACE = 'INC-57:section:summary';

function opened(onsave = vi.fn(() => Promise.resolve())) {
  const onclose = vi.fn(() => shown.unmount());
  const shown = render(TextEditor, {
    label: 'Summary',
    text: 'Before.',
    place: PLACE,
    version: 12,
    onsave,
    onclose,
    onreopen: vi.fn(),
  });
  return { onsave, onclose, field: screen.getByRole('textbox', { name: 'Summary' }) };
}

beforeEach(() => {
  sessionStorage.clear();
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

describe('TextEditor', () => {
  it('saves once with Ctrl and Enter, on the version it was begun on', async () => {
    const { onsave, onclose, field } = opened();
    await userEvent.type(field, ' More.{Control>}{Enter}{/Control}');
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(onsave).toHaveBeenCalledTimes(1);
    expect(onsave).toHaveBeenCalledWith('Before. More.', 12);
    expect(draftOf(PLACE, 'Before.')).toBeUndefined();
  });

  it('saves when it is left', async () => {
    const { onsave, field } = opened();
    await userEvent.type(field, ' More.');
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await vi.waitFor(() => expect(onsave).toHaveBeenCalledTimes(1));
  });

  it('drops with Escape and saves nothing', async () => {
    const { onsave, onclose, field } = opened();
    await userEvent.type(field, ' More.{Escape}');
    expect(onclose).toHaveBeenCalledTimes(1);
    expect(onsave).not.toHaveBeenCalled();
    expect(draftOf(PLACE, 'Before.')).toBeUndefined();
  });

  it('keeps what was typed when it cannot be saved, and begins with it the next time', async () => {
    const refused = new ApiError({
      type: 'about:blank',
      title: 'Unreachable',
      status: 0,
      code: 'unreachable',
      detail: 'The server could not be reached.',
    });
    const { onclose, field } = opened(vi.fn(() => Promise.reject(refused)));
    await userEvent.type(field, ' More.{Control>}{Enter}{/Control}');
    expect(await screen.findByRole('alert')).toHaveTextContent('The server could not be reached.');
    expect(onclose).not.toHaveBeenCalled();
    expect(draftOf(PLACE, 'Before.')).toEqual({ text: 'Before. More.', seen: 12 });
  });

  it('does not offer a draft that was saved on the way out', () => {
    sessionStorage.setItem(`afterword-draft:${PLACE}`, JSON.stringify({ text: 'Same.', seen: 3 }));
    expect(draftOf(PLACE, 'Same.')).toBeUndefined();
    expect(draftOf(PLACE, 'Other.')).toEqual({ text: 'Same.', seen: 3 });
  });
});
