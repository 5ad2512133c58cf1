/** What the chains write beside their marks, how wide it is, and how it is cut to fit. */

export type TextStyle = 'title' | 'reference' | 'text' | 'note';

/** The width of a text in pixels, in the face that the style sheet gives its style. */
export type Measure = (text: string, style: TextStyle) => number;

export type Tone = 'muted' | 'bad' | 'ok';

export interface Part {
  text: string;
  style: TextStyle;
  tone?: Tone;
}

export interface FittedText {
  parts: (Part & { /** From the left end of the whole. */ offset: number })[];
  width: number;
}

/** Between the two parts of a label. */
const PART_GAP = 6;
const ELLIPSIS = '…';

/** The parts side by side, the last ones cut or left out when the whole is wider than it may be. */
export function fitParts(parts: Part[], room: number, measure: Measure): FittedText {
  const fitted: FittedText = { parts: [], width: 0 };
  for (const part of parts) {
    const offset = fitted.parts.length === 0 ? 0 : fitted.width + PART_GAP;
    const text = cut(part, room - offset, measure);
    if (!text) break;
    fitted.parts.push({ ...part, text, offset });
    fitted.width = offset + measure(text, part.style);
    if (text !== part.text) break;
  }
  return fitted;
}

/** The longest beginning that fits with an ellipsis; nothing when not even one letter does. */
function cut({ text, style }: Part, room: number, measure: Measure): string {
  if (measure(text, style) <= room) return text;
  const letters = [...text];
  const shortened = (length: number) => letters.slice(0, length).join('').trimEnd() + ELLIPSIS;
  let [fits, tooLong] = [0, letters.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (measure(shortened(middle), style) <= room) fits = middle;
    else tooLong = middle;
  }
  return fits === 0 ? '' : shortened(fits);
}
