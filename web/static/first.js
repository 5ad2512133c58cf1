// Runs before the program itself is there. It is a file and not an inline script because the content
// security policy refuses those.

// The theme, so that a dark page never flashes light. `src/lib/theme.svelte.ts` uses the same key
// and the same rule.
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

// What every page asks first, while its code is still on the way. The program's own requests take
// these answers; the pages for people who are not signed in ask for nothing.
(function () {
  const { pathname } = location;
  if (pathname === '/sign-in' || pathname === '/setup') return;
  const incident = /^\/incidents\/(INC-\d+)$/.exec(pathname);
  const asked = ['session', 'workspace'].concat(incident ? `incidents/${incident[1]}` : []);
  for (const path of asked) {
    const link = document.createElement('link');
    link.rel = 'preload';
    link.as = 'fetch';
    link.crossOrigin = 'anonymous';
    link.href = `/api/v1/${path}`;
    document.head.append(link);
  }
})();
