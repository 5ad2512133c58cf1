/** The theme in use. `static/theme.js` sets it before the first paint with the same key. */
export type Theme = 'light' | 'dark';

const KEY = 'afterword-theme';

class ThemeSwitch {
  current = $state<Theme>(read());

  toggle(): void {
    this.current = this.current === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = this.current;
    try {
      localStorage.setItem(KEY, this.current);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function read(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

export const theme = new ThemeSwitch();
