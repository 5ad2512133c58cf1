/** Numbers and amounts as people type them into a field. */

import type { components } from './api/schema';

type Money = components['schemas']['Money'];

/** What a field holds: a number, nothing, or something that is neither. */
export type Typed = number | null | undefined;

/** "18,400", "18 400" or "0.5"; null when empty, undefined when it is no number. */
export function readNumber(text: string): Typed {
  const plain = text.trim().replace(/(?<=\d)[, _](?=\d{3}(\D|$))/g, '');
  if (!plain) return null;
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}

export function numberText(value: number | null | undefined): string {
  return value == null ? '' : String(value);
}

/** A share from 0 to 1, typed in percent. */
export function readPercent(text: string): Typed {
  const value = readNumber(text.replace('%', ''));
  return value == null ? value : Number((value / 100).toPrecision(12));
}

export function percentText(share: number | null | undefined): string {
  return share == null ? '' : String(Number((share * 100).toPrecision(10)));
}

export function readMoney(text: string, currency: string): Money | null | undefined {
  const amount = readNumber(text);
  return amount == null ? amount : { cents: Math.round(amount * 100), currency };
}

export function moneyText(money: Money | null | undefined): string {
  return money ? String(money.cents / 100) : '';
}
