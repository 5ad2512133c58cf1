import '@testing-library/jest-dom/vitest';

import { vi } from 'vitest';

// jsdom lays nothing out, so there is nothing to observe.
class NoResizes implements ResizeObserver {
  observe = vi.fn();
  unobserve = vi.fn();
  disconnect = vi.fn();
}

globalThis.ResizeObserver ??= NoResizes;
