import { describe, expect, it } from 'vitest';

import { chosenFiles, isDocument } from './dropped-files';

function file(path: string): File {
  const made = new File([''], path.split('/').at(-1) ?? '');
  Object.defineProperty(made, 'webkitRelativePath', { value: path.includes('/') ? path : '' });
  return made;
}

function names(paths: string[]): string[] {
  return chosenFiles(paths.map(file)).map(({ name }) => name);
}

describe('what files are known by', () => {
  it('is their path below the folder that was chosen', () => {
    expect(names(['reviews/2025/a.md', 'reviews/b.md'])).toEqual(['2025/a.md', 'b.md']);
  });

  it('is their name when they were chosen one by one', () => {
    expect(names(['a.md', 'b.md'])).toEqual(['a.md', 'b.md']);
    expect(names([])).toEqual([]);
  });

  it('is the whole path when they come from several folders', () => {
    expect(names(['one/a.md', 'two/a.md'])).toEqual(['one/a.md', 'two/a.md']);
  });
});

it('leaves out what is no document', () => {
  const kept = ['a.md', 'A.TXT', '2022-10-31-Android', 'x.json', 'p.png', '.DS_Store', '.git/a.md'];
  expect(
    chosenFiles(kept.map(file))
      .filter(isDocument)
      .map(({ name }) => name),
  ).toEqual(kept.slice(0, 4));
});
