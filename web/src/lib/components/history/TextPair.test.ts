import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import type { TextDifference } from '$lib/api/history-shapes';

import TextPair from './TextPair.svelte';

function shown(parts: TextDifference['parts']) {
  const text = { place: 'section:summary', title: 'Summary', parts };
  const { container } = render(TextPair, { text, from: 'Version 2', to: 'Version 3' });
  return [...container.querySelectorAll('.text-pair__text')].map(({ textContent }) => textContent);
}

it('shows each side as it was, letter by letter', () => {
  const sides = shown([
    { kind: 'same', text: 'The pool\n' },
    { kind: 'removed', text: 'was full' },
    { kind: 'added', text: 'had a  limit' },
    { kind: 'same', text: '.' },
  ]);
  expect(sides).toEqual(['The pool\nwas full.', 'The pool\nhad a  limit.']);
  expect(screen.getByRole('deletion')).toHaveTextContent('was full');
  expect(screen.getByRole('insertion')).toHaveTextContent('had a limit');
});

it('says where nothing was', () => {
  expect(shown([{ kind: 'added', text: 'New.' }])).toEqual(['New.']);
  expect(screen.getByText('Nothing was written here.')).toBeVisible();
});
