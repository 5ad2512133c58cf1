import { describe, expect, it } from 'vitest';

import { markOf, markPhrases, textOf, type PhraseRange } from './phrases';

function shown(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
}

function rangeOf(html: string, phrase: string): PhraseRange {
  const start = textOf(html).indexOf(phrase);
  return { start, end: start + phrase.length };
}

describe('markPhrases', () => {
  const html = '<p>As in INC-12, <em>retries</em> ran on.</p><p>See <a href="/x">INC-31</a>.</p>';

  it('makes the phrase a link that its note describes', () => {
    const root = shown(html);
    markPhrases(root, [{ note: 'n1', range: rangeOf(html, 'INC-12'), href: '/incidents/INC-12' }]);
    const mark = markOf(root, 'n1');
    expect(mark?.outerHTML).toBe(
      '<a class="phrase" data-note="n1" href="/incidents/INC-12" aria-describedby="n1">INC-12</a>',
    );
    expect(root.textContent).toBe(textOf(html));
  });

  it('puts no link into a link', () => {
    const root = shown(html);
    markPhrases(root, [{ note: 'n2', range: rangeOf(html, 'INC-31'), href: '/incidents/INC-31' }]);
    expect(markOf(root, 'n2')?.tagName).toBe('SPAN');
    expect(root.querySelectorAll('a')).toHaveLength(1);
  });

  it('marks each part of a phrase that runs over emphasis', () => {
    const root = shown(html);
    markPhrases(root, [{ note: 'n3', range: rangeOf(html, 'INC-12, retries ran') }]);
    const marks = [...root.querySelectorAll('[data-note]')];
    expect(marks.map(({ textContent }) => textContent)).toEqual(['INC-12, ', 'retries', ' ran']);
  });

  it('marks several, and takes all of it back', () => {
    const root = shown(html);
    const unmark = markPhrases(root, [
      { note: 'n1', range: rangeOf(html, 'INC-12') },
      { note: 'n2', range: rangeOf(html, 'ran on') },
    ]);
    expect(root.querySelectorAll('[data-note]')).toHaveLength(2);
    unmark();
    expect(root.innerHTML).toBe(html);
    expect(root.querySelector('p')?.childNodes).toHaveLength(3);
  });

  it('marks nothing beyond the text', () => {
    const root = shown('<p>short</p>');
    markPhrases(root, [{ note: 'n1', range: { start: 90, end: 99 } }]);
    expect(root.innerHTML).toBe('<p>short</p>');
  });
});
