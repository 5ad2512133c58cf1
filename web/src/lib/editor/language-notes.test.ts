import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { yCollab } from 'y-codemirror.next';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';

import type { LanguageFinding } from '$lib/api/language-shapes';
import type { LanguageNote } from '$lib/language/named-notes';

import {
  checkAgain,
  goToPhrase,
  languageNotes,
  notesIn,
  PATIENCE_MS,
  PAUSE_MS,
} from './language-notes';

const TEXT = 'It broke. Dana forgot to raise it.';

/** What a check finds that knows one phrase. */
function findings(text: string, phrase = 'Dana forgot'): LanguageFinding[] {
  const start = text.indexOf(phrase);
  if (start < 0) return [];
  const finding: LanguageFinding = {
    rule: 'named-person',
    title: 'A person by name as the cause',
    why: 'Why.',
    suggestion: 'Leave the name out.',
    severity: 'error',
    confidence: 'high',
    phrase,
    start,
    end: start + phrase.length,
    sentence: text,
    replacement: null,
    kept: null,
  };
  return [finding];
}

type Check = (text: string, signal: AbortSignal) => Promise<LanguageFinding[]>;

let view: EditorView;
let told: LanguageNote[][];

function open(check: Check, doc = TEXT, extensions: Parameters<typeof EditorState.create>[0] = {}) {
  told = [];
  const notes = languageNotes({
    place: 'section:summary',
    check,
    onnotes: (notes) => told.push(notes),
    onmoved: () => undefined,
  });
  const state = EditorState.create({ doc, extensions: [notes, extensions.extensions ?? []] });
  view = new EditorView({ state, parent: document.body });
}

/** The underlined words. */
const underlined = () => notesIn(view.state).map(({ from, to }) => view.state.sliceDoc(from, to));
const write = (from: number, insert: string, to = from) =>
  view.dispatch({ changes: { from, to, insert } });
const answered = () => vi.advanceTimersByTimeAsync(0);
const paused = () => vi.advanceTimersByTimeAsync(PAUSE_MS);

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  view.destroy();
  vi.useRealTimers();
});

describe('an underline', () => {
  beforeEach(async () => {
    let asked = 0;
    // Only the first question is answered: what follows is what the underline does by itself.
    open((text) =>
      asked++ === 0 ? Promise.resolve(findings(text)) : new Promise(() => undefined),
    );
    await answered();
    expect(underlined()).toEqual(['Dana forgot']);
  });

  it('follows its phrase while text comes and goes above it', () => {
    write(0, 'At 09:12 🔥 ');
    expect(underlined()).toEqual(['Dana forgot']);
    write(0, '', 22);
    expect(underlined()).toEqual(['Dana forgot']);
    write(view.state.doc.length, ' More.');
    expect(underlined()).toEqual(['Dana forgot']);
  });

  it('does not grow when somebody writes at its edges', () => {
    write(TEXT.indexOf('Dana'), 'Then ');
    write(view.state.doc.toString().indexOf(' to raise'), 'ten');
    expect(underlined()).toEqual(['Dana forgot']);
  });

  it('stretches while somebody writes inside it, and goes with its words', () => {
    write(TEXT.indexOf(' forgot'), ' nearly');
    expect(underlined()).toEqual(['Dana nearly forgot']);
    const from = TEXT.indexOf('Dana');
    write(from, '', from + 'Dana nearly forgot'.length);
    expect(underlined()).toEqual([]);
    expect(told.at(-1)).toEqual([]);
  });

  it('is more than a colour, and tied to its note', () => {
    const mark = view.contentDOM.querySelector('mark');
    expect(mark?.className).toBe('language-note');
    expect(mark?.getAttribute('aria-describedby')).toBe(told.at(-1)?.[0]?.id);
  });

  it('is where the caret goes to reword it', () => {
    write(0, 'Above. ');
    const note = told.at(-1)?.[0];
    if (!note) throw new Error('no note');
    goToPhrase(view, note, false);
    const { from, to } = view.state.selection.main;
    expect(view.state.sliceDoc(from, to)).toBe('Dana forgot');
  });
});

it('follows its phrase when another writes above it', async () => {
  const [mine, theirs] = [new Doc(), new Doc()];
  mine.getText('summary').insert(0, TEXT);
  applyUpdate(theirs, encodeStateAsUpdate(mine));
  let asked = 0;
  open(
    (text) => (asked++ === 0 ? Promise.resolve(findings(text)) : new Promise(() => undefined)),
    TEXT,
    { extensions: yCollab(mine.getText('summary'), null) },
  );
  await answered();
  theirs.getText('summary').insert(0, 'Somebody else adds a line.\n\n');
  theirs.getText('summary').delete(3, 4);
  applyUpdate(mine, encodeStateAsUpdate(theirs));
  expect(view.state.doc.toString()).toBe(theirs.getText('summary').toString());
  expect(underlined()).toEqual(['Dana forgot']);
});

describe('the check', () => {
  it('waits for a pause, but not for ever', async () => {
    const check = vi.fn<Check>((text) => Promise.resolve(findings(text)));
    open(check);
    await answered();
    for (let keys = 0; keys < 3; keys += 1) {
      write(0, 'x');
      await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
    }
    expect(check).toHaveBeenCalledTimes(1);
    await paused();
    expect(check).toHaveBeenCalledTimes(2);
    for (let spent = 0; spent <= PATIENCE_MS; spent += PAUSE_MS - 50) {
      write(0, 'x');
      await vi.advanceTimersByTimeAsync(PAUSE_MS - 50);
    }
    expect(check).toHaveBeenCalledTimes(3);
  });

  it('puts a late answer where its phrase is by then', async () => {
    let answer: (found: LanguageFinding[]) => void = () => undefined;
    open(() => new Promise((resolve) => (answer = resolve)));
    write(0, 'Above. ');
    answer(findings(TEXT));
    await answered();
    expect(underlined()).toEqual(['Dana forgot']);
  });

  it('goes by the last answer, whichever comes first', async () => {
    const asked: { text: string; answer: (found: LanguageFinding[]) => void }[] = [];
    open((text) => new Promise((answer) => asked.push({ text, answer })));
    write(0, '', 10);
    await paused();
    asked[1]?.answer([]);
    asked[0]?.answer(findings(TEXT));
    await answered();
    expect(underlined()).toEqual([]);
  });

  it('keeps a note and its name when it is found again', async () => {
    open((text) => Promise.resolve(findings(text)));
    await answered();
    write(0, 'Above. ');
    await paused();
    checkAgain(view);
    await answered();
    // What was told once is not told again: nothing flickers.
    expect(told.map((notes) => notes.map(({ id }) => id))).toEqual([
      ['language-section-summary-named-person-dana-forgot'],
    ]);
  });
});

describe('a replacement', () => {
  const SLOPPY = 'They carelessly dropped it.';
  const judged = (text: string): LanguageFinding[] =>
    findings(text, 'carelessly').map((finding) => ({
      ...finding,
      rule: 'judgement',
      replacement: {
        start: finding.start,
        end: finding.end + 1,
        text: '',
        sentence: 'They dropped it.',
      },
    }));

  it('takes the place of its phrase, wherever that is', async () => {
    open((text) => Promise.resolve(judged(text)), SLOPPY);
    await answered();
    write(0, 'Above. ');
    const note = told.at(-1)?.[0];
    if (note) goToPhrase(view, note, true);
    expect(view.state.doc.toString()).toBe('Above. They dropped it.');
  });

  it('is not used once somebody wrote in it', async () => {
    open((text) => Promise.resolve(judged(text)), SLOPPY);
    await answered();
    const note = told.at(-1)?.[0];
    write(8, 'X');
    if (note) goToPhrase(view, note, true);
    expect(view.state.doc.toString()).toBe('They carXelessly dropped it.');
  });
});
