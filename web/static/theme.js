// Runs before the first paint, so that a dark page never flashes light. It is a file and not
// an inline script because the content security policy refuses those. `src/lib/theme.svelte.ts`
// uses the same key and the same rule.
(function () {
  let saved = null;
  try {
    saved = localStorage.getItem('afterword-theme');
  } catch {
    // Storage can be refused; the system preference then decides.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const chosen = saved === 'light' || saved === 'dark' ? saved : dark ? 'dark' : 'light';
  document.documentElement.dataset.theme = chosen;
})();
