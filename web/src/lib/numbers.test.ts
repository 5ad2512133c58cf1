import { describe, expect, it } from 'vitest';

import { moneyText, percentText, readMoney, readNumber, readPercent } from './numbers';

describe('readNumber', () => {
  it('takes thousands apart however they are written', () => {
    expect(readNumber('18,400')).toBe(18400);
    expect(readNumber('1 234 567')).toBe(1234567);
    expect(readNumber(' 0.5 ')).toBe(0.5);
    expect(readNumber('-3')).toBe(-3);
  });

  it('tells an empty field from one that holds no number', () => {
    expect(readNumber(' ')).toBeNull();
    expect(readNumber('many')).toBeUndefined();
    expect(readNumber('1,2')).toBeUndefined();
  });
});

describe('shares and amounts', () => {
  it('reads back what it shows', () => {
    for (const share of [0.31, 0.9995, 0.000123, 1, 0]) {
      expect(readPercent(percentText(share))).toBe(share);
    }
    for (const cents of [0, 5, 1250, 3_800_000]) {
      const money = { cents, currency: 'EUR' };
      expect(readMoney(moneyText(money), 'EUR')).toEqual(money);
    }
  });

  it('takes a percent sign', () => {
    expect(readPercent('31 %')).toBe(0.31);
    expect(readMoney('', 'EUR')).toBeNull();
    expect(readMoney('lots', 'EUR')).toBeUndefined();
  });
});
