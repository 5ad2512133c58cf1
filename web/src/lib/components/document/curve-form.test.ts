import { describe, expect, it } from 'vitest';

import { curveForm, type TypedCurve } from './curve-form';
import { NO_MOMENT, typed } from './moments';

const usual = { from: '2026-10-08T08:42:11.123456Z', to: '2026-10-08T10:29:00Z' };

function fields(changes: Partial<TypedCurve> = {}): TypedCurve {
  return {
    query: 'errors',
    label: '',
    unit: '',
    threshold: '0.02',
    from: typed(usual.from),
    to: typed(usual.to),
    ...changes,
  };
}

describe('what is typed about a curve', () => {
  it('keeps the usual stretch to the microsecond', () => {
    expect(curveForm(fields(), usual).form).toEqual({
      query: 'errors',
      ...usual,
      label: null,
      unit: null,
      threshold: 0.02,
    });
  });

  it('leaves the ends that were emptied to the server', () => {
    const { form } = curveForm(fields({ from: NO_MOMENT, to: NO_MOMENT }), usual);
    expect(form).toMatchObject({ from: null, to: null });
  });

  it('takes numbers as programs write them', () => {
    const threshold = (text: string) => curveForm(fields({ threshold: text }), usual);
    expect(threshold('5e-9').form?.threshold).toBe(5e-9);
    expect(threshold('-3').form?.threshold).toBe(-3);
    expect(threshold(' ').form?.threshold).toBeNull();
    expect(threshold('2 %')).toEqual({
      errors: { from: undefined, to: undefined, threshold: 'It is a number, as 0.02 or 1e9.' },
    });
  });

  it('says which end cannot be read', () => {
    const { form, errors } = curveForm(
      fields({ to: { date: '2026-10-08', time: '25:00' } }),
      usual,
    );
    expect(form).toBeUndefined();
    expect(errors.to).toContain('25:00');
  });
});
