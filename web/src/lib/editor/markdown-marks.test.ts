import { markdownLanguage } from '@codemirror/lang-markdown';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';

import { marksIn } from './markdown-marks';

/** `|` is the caret; without one nobody writes here. */
function marks(text: string) {
  const caret = text.indexOf('|');
  const doc = text.replace('|', '');
  const state = EditorState.create({
    doc,
    selection: { anchor: Math.max(0, caret) },
    extensions: [markdownLanguage],
  });
  ensureSyntaxTree(state, doc.length, 5_000);
  return { doc, ...marksIn(state, 0, doc.length, caret >= 0) };
}

/** The text as it is seen. */
function seen(text: string): string {
  const { doc, hidden } = marks(text);
  let shown = doc;
  for (const { from, to, as } of hidden.toSorted((a, b) => b.from - a.from)) {
    shown = shown.slice(0, from) + (as === 'bullet' ? '• ' : '') + shown.slice(to);
  }
  return shown;
}

describe('marks', () => {
  it('are hidden where nobody writes', () => {
    expect(seen('It was **very** _slow_ for `eu-west`, ~~not~~.')).toBe(
      'It was very slow for eu-west, not.',
    );
    expect(seen('## What happened')).toBe('What happened');
    expect(seen('See [the board](https://example.org "a board") now')).toBe('See the board now');
    expect(seen('> quoted')).toBe('quoted');
    expect(seen('- one\n- two\n  - three')).toBe('• one\n• two\n• three');
  });

  it('are shown where the caret touches what they belong to, and nowhere else', () => {
    expect(seen('**one|** and **two**')).toBe('**one** and two');
    expect(seen('**one**| and **two**')).toBe('**one** and two');
    expect(seen('**one** |and **two**')).toBe('one and two');
    expect(seen('[wo|rds](https://example.org)')).toBe('[words](https://example.org)');
    expect(seen('# He|ad')).toBe('# Head');
    expect(seen('- o|ne')).toBe('• one');
    expect(seen('|- one')).toBe('- one');
  });

  it('are left alone where they are no marks', () => {
    for (const text of ['2 * 3 * 4', 'a [note] here', 'snake_case_name', '[](https://a.org)']) {
      expect(seen(text)).toBe(text);
    }
  });

  it('never make two hidden ranges overlap', () => {
    const { hidden } = marks('> - **[a](b)** `c`\n>\n> 1. # x\n\n***both***');
    const sorted = hidden.toSorted((a, b) => a.from - b.from || a.to - b.to);
    for (const [index, { from }] of sorted.entries()) {
      expect(from).toBeGreaterThanOrEqual(sorted[index - 1]?.to ?? 0);
    }
  });
});

describe('lines', () => {
  const looks = (text: string) =>
    marks(text).lines.map(({ look, depth }) => `${look}${depth ?? ''}`);

  it('look like what they become', () => {
    expect(looks('# a')).toEqual(['heading']);
    expect(looks('1. a\n   - b')).toEqual(['item1', 'item2']);
    expect(looks('```\na\nb|\n```')).toEqual(Array(4).fill('code-block'));
    const [code, fence] = ['code-block', 'fence'];
    expect(looks('```\na\nb\n```')).toEqual([code, fence, code, code, code, fence]);
  });

  it('between paragraphs are as high as the space between them', () => {
    expect(looks('a\n\nb')).toEqual(['gap']);
    expect(looks('a\n\nb|')).toEqual(['gap']);
  });

  it('are whole lines where somebody is about to write', () => {
    expect(looks('a\n\n|')).toEqual(['gap']);
    expect(looks('a\n|')).toEqual([]);
    expect(looks('a\n\n|\n\nb')).toEqual(['gap', 'gap']);
  });

  it('within code are none of these', () => {
    expect(looks('```\na\n\nb|\n```')).toEqual(Array(5).fill('code-block'));
  });
});
