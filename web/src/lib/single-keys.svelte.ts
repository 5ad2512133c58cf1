/**
 * Whether single-key shortcuts are on, in this browser. They disturb speech input and some
 * keyboards, so they can be turned off.
 */

const KEY = 'afterword-single-keys';

class SingleKeys {
  enabled = $state(saved());

  set(enabled: boolean): void {
    this.enabled = enabled;
    try {
      localStorage.setItem(KEY, enabled ? 'on' : 'off');
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function saved(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

export const singleKeys = new SingleKeys();
