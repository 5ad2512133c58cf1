/** What a piece of evidence is to a page: a link elsewhere, a file of ours, a picture. */

import type { Evidence } from '$lib/api/incident-shapes';

type Piece = Pick<Evidence, 'kind' | 'label' | 'url'>;

/** Whether it is a file that was attached here. */
export function isOurs({ kind, url }: Pick<Piece, 'kind' | 'url'>): boolean {
  return kind === 'file' && /^\/api\/v1\/files\/[0-9a-f]{32}$/.test(url ?? '');
}

/** Whether it is a picture that was attached here. The server ends the name in what the file is. */
export function isPicture(piece: Piece): boolean {
  return isOurs(piece) && /\.(png|jpe?g)$/i.test(piece.label);
}
