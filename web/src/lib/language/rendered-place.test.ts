import { describe, expect, it } from 'vitest';

import { renderedPlace } from './rendered-place';

/** `[[…]]` is the phrase in the source; the answer is what of the page it marks. */
function marked(source: string, shown: string): string | undefined {
  const start = source.indexOf('[[');
  const end = source.indexOf(']]') - 2;
  const place = renderedPlace(source.replace('[[', '').replace(']]', ''), { start, end }, shown);
  return place && `${shown.slice(0, place.start)}<${shown.slice(place.start, place.end)}>`;
}

describe('a phrase on the page', () => {
  it('is the same occurrence of its words', () => {
    expect(marked('He forgot. She [[forgot]].', 'He forgot. She forgot.')).toBe(
      'He forgot. She <forgot>',
    );
  });

  it('is found through marks, links and broken lines', () => {
    expect(marked('The **engineer** for\ngot', 'x')).toBeUndefined();
    expect(marked('The [[**engineer**\nforgot]] it', 'The engineer\nforgot it')).toBe(
      'The <engineer\nforgot>',
    );
    expect(
      marked('See [forgot](https://a.org/forgot). He [[forgot]].', 'See forgot. He forgot.'),
    ).toBe('See forgot. He <forgot>');
    expect(marked('🔥 - **He** [[_forgot_ to]]', '🔥 He forgot to')).toBe('🔥 He <forgot to>');
  });

  it('is nowhere when the page says something else', () => {
    expect(marked('He [[forgot]] it', 'It was forgotten')).toBe('It was <forgot>');
    expect(marked('He forgot. He [[forgot]].', 'He forgot.')).toBeUndefined();
  });
});
