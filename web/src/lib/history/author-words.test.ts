import { expect, it } from 'vitest';

import { authorWords } from './author-words';

const name = (person: number) => ['Nobody', 'Mika', 'Ines', 'Dana'][person] ?? 'somebody';
const author = (person: number | null, via: 'web' | 'api') => ({ person, via, request_id: null });

it('names all who wrote, and by which way', () => {
  expect(authorWords(author(1, 'web'), [], name)).toBe('Mika');
  expect(authorWords(author(1, 'api'), [], name)).toBe('Mika through the API');
  expect(authorWords(author(1, 'web'), [2], name)).toBe('Mika with Ines');
  expect(authorWords(author(1, 'web'), [2, 3], name)).toBe('Mika with Ines and Dana');
  expect(authorWords(author(null, 'web'), [], name)).toBe('Afterword');
});
