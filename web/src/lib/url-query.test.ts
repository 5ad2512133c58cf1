import { expect, it } from 'vitest';

import { listAddress, queryOf } from './url-query';

it('writes an address that reads back as the query', () => {
  const query = 'factor:"retries not bounded" -is:drill left:<2d';
  const url = new URL(listAddress(query, 'due'), 'http://localhost');
  expect(queryOf(url)).toBe(query);
  expect(url.searchParams.get('order')).toBe('due');
  expect(listAddress('')).toBe('/incidents');
});
