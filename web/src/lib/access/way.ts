/** How somebody came in, in words. */

import type { SessionView } from '$lib/api/access-shapes';

export function wayInWords(way: SessionView['way']): string {
  switch (way.by) {
    case 'password':
      return 'with a password';
    case 'link':
      return 'by a link';
    case 'provider':
      return 'through a provider';
    case 'demo':
      return 'by one click';
  }
}
