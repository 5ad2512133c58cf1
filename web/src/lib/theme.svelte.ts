/**
 * The theme: what was chosen, and what that looks like now. `static/first.js` sets it before the
 * first paint with the same key.
 */

export type Theme = 'light' | 'dark';
/** `system` follows the system, also when that changes while a page is open. */
export type ThemeChoice = 'system' | Theme;

/** Their names: light is paper, dark is ink. */
export const THEMES: { value: ThemeChoice; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Paper' },
  { value: 'dark', label: 'Ink' },
];

const KEY = 'afterword-theme';
const preference = globalThis.matchMedia?.('(prefers-color-scheme: dark)');

class ThemeSwitch {
  choice = $state<ThemeChoice>(saved());
  #system = $state<Theme>(systemTheme());

  readonly current: Theme = $derived(this.choice === 'system' ? this.#system : this.choice);

  constructor() {
    preference?.addEventListener('change', () => {
      this.#system = systemTheme();
      this.#show();
    });
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    this.#show();
    try {
      if (choice === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  /** One press: to the other look. A look that is the system's own is left to the system. */
  toggle(): void {
    const other: Theme = this.current === 'dark' ? 'light' : 'dark';
    this.choose(other === this.#system ? 'system' : other);
  }

  #show(): void {
    document.documentElement.dataset.theme = this.current;
  }
}

function saved(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

function systemTheme(): Theme {
  return preference?.matches ? 'dark' : 'light';
}

export const theme = new ThemeSwitch();
