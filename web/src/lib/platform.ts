/** What the keyboard in front of the person is called. */

/** Apple's keyboards have ⌘ where others have Ctrl. */
export const onApple = /Mac|iPhone|iPad|iPod/.test(globalThis.navigator?.platform ?? '');

/** A key as it is printed: shortcuts are written with ⌘ and with the names of the browser. */
export function keyCap(key: string, apple = onApple): string {
  const caps: Record<string, string> = {
    '⌘': apple ? '⌘' : 'Ctrl',
    Enter: '↵',
    Escape: 'Esc',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
  };
  return caps[key] ?? key;
}
