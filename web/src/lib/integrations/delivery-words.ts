/** The states of a delivery in words. */

import type { DeliveryRow } from '$lib/api/integration-shapes';
import { sentence } from '$lib/api/problem';

export interface DeliveryState {
  word: string;
  /** Somebody has something to do about it. */
  open: boolean;
}

const STATES: Record<string, DeliveryState> = {
  waiting: { word: 'waiting to be read', open: false },
  read: { word: 'read', open: false },
  nothing: { word: 'tells nothing', open: false },
  confirm: { word: 'asks to be confirmed', open: true },
  unreadable: { word: 'unreadable', open: true },
};

export function deliveryState(state: string): DeliveryState {
  return STATES[state] ?? { word: state, open: false };
}

/** What is said of a delivery; of one that could not be read, with the place: `alerts[0].startsAt`. */
export function placedRemark({
  state,
  remark,
}: Pick<DeliveryRow, 'state' | 'remark'>): { place?: string; words: string } | undefined {
  if (!remark) return undefined;
  const [, place, words] = (state === 'unreadable' && /^(\S+): (.+)$/su.exec(remark)) || [];
  if (!place || !words) return { words: sentence(remark) };
  return { place, words: words.endsWith('.') ? words : `${words}.` };
}

/** What a source asks to be visited, if a browser can be sent there: not every text is an address. */
export function visitable(remark: string | null | undefined): URL | undefined {
  if (!remark || !URL.canParse(remark)) return undefined;
  const url = new URL(remark);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** "820 bytes", "12 KB" */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1_000)} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
