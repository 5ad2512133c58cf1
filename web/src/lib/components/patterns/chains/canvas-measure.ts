/** How wide a text is in the faces of the page, as a canvas reckons it. */

import type { Measure, TextStyle } from './text';

/** The same as in `charts.css`. */
const FACES: Record<TextStyle, { font: string; family: string }> = {
  title: { font: '500 16px', family: '--font-serif' },
  reference: { font: '500 12px', family: '--font-mono' },
  text: { font: '400 12px', family: '--font-sans' },
  note: { font: '500 12px', family: '--font-sans' },
};
/** A canvas knows no optical sizes and hints otherwise; rather a pixel too much than too little. */
const SPARE = 2;
/** Where there is no canvas: a letter is about half as wide as it is high. */
const TYPICAL = 0.56;

export function canvasMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const root = getComputedStyle(document.documentElement);
  const fonts = new Map<TextStyle, string>();
  return (text, style) => {
    const { font, family } = FACES[style];
    if (!context) return text.length * parseFloat(font.split(' ')[1] ?? '12') * TYPICAL;
    const known = fonts.get(style) ?? `${font} ${root.getPropertyValue(family)}`;
    fonts.set(style, known);
    context.font = known;
    return context.measureText(text).width + SPARE;
  };
}
