import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Keyboard } from './keyboard';
import { singleKeys } from './single-keys.svelte';

let board: Keyboard;
const run = vi.fn<(what: string) => void>();

function press(key: string, target: Element = document.body, init: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  const listener = (heard: Event) => board.handle(heard as KeyboardEvent);
  document.addEventListener('keydown', listener);
  target.dispatchEvent(event);
  document.removeEventListener('keydown', listener);
  return event;
}

function shortcut(keys: string) {
  return { keys, label: keys, run: () => run(keys) };
}

beforeEach(() => {
  board = new Keyboard();
  board.register([shortcut('g i'), shortcut('n'), shortcut('i')]);
  run.mockClear();
  document.body.replaceChildren();
  singleKeys.set(true);
});

describe('Keyboard', () => {
  it('runs a single key and keeps it from the browser', () => {
    const event = press('n');
    expect(run).toHaveBeenCalledExactlyOnceWith('n');
    expect(event.defaultPrevented).toBe(true);
  });

  it('prefers a sequence over the single key that ends it', () => {
    press('g');
    press('i');
    expect(run).toHaveBeenCalledExactlyOnceWith('g i');
    press('i');
    expect(run).toHaveBeenLastCalledWith('i');
  });

  it('keeps quiet while typing', () => {
    for (const name of ['input', 'textarea', 'select']) {
      const field = document.body.appendChild(document.createElement(name));
      press('n', field);
    }
    const editor = document.body.appendChild(document.createElement('div'));
    editor.setAttribute('contenteditable', 'true');
    press('n', editor.appendChild(document.createElement('p')));
    expect(run).not.toHaveBeenCalled();
  });

  it('leaves combinations to the browser', () => {
    press('n', document.body, { ctrlKey: true });
    press('n', document.body, { metaKey: true });
    expect(run).not.toHaveBeenCalled();
  });

  it('keeps quiet when turned off and while a dialog is open', () => {
    singleKeys.set(false);
    press('n');
    singleKeys.set(true);
    const dialog = document.body.appendChild(document.createElement('dialog'));
    dialog.setAttribute('open', '');
    press('n');
    expect(run).not.toHaveBeenCalled();
  });

  it('gives the latest layer the key, and the key back when the layer goes', () => {
    const remove = board.register([{ keys: 'n', label: 'not started', run: () => run('page') }]);
    press('n');
    remove();
    press('n');
    expect(run.mock.calls).toEqual([['page'], ['n']]);
  });

  it('keeps what holds everywhere below what a page has, whichever came first', () => {
    board.register([{ keys: 'n', label: 'everywhere', run: () => run('everywhere') }], {
      below: true,
    });
    press('n');
    expect(run).toHaveBeenCalledExactlyOnceWith('n');
  });

  it('leaves Enter to a focused link', () => {
    board.register([shortcut('Enter')]);
    const link = document.body.appendChild(document.createElement('a'));
    press('Enter', link);
    expect(run).not.toHaveBeenCalled();
    press('Enter');
    expect(run).toHaveBeenCalledExactlyOnceWith('Enter');
  });

  it('leaves Enter to a focused link of a drawing', () => {
    board.register([shortcut('Enter')]);
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const link = drawing.appendChild(document.createElementNS(drawing.namespaceURI, 'a'));
    document.body.append(drawing);
    press('Enter', link);
    expect(run).not.toHaveBeenCalled();
  });
});
