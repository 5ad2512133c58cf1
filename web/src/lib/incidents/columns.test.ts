import { expect, it } from 'vitest';

import { COLUMNS, columnsOf, fitting, tracks, USUAL_COLUMNS } from './columns';

const ids = (columns: { id: string }[]) => columns.map(({ id }) => id);
const usual = columnsOf(USUAL_COLUMNS);

it('keeps the order that was chosen, without what it does not know or has twice', () => {
  expect(ids(columnsOf(['title', 'reference', 'colour', 'reference', 'stage']))).toEqual([
    'title',
    'reference',
    'stage',
  ]);
});

it('never loses what names the row', () => {
  expect(ids(columnsOf(['stage']))).toEqual(['reference', 'title', 'stage']);
});

it('shows the usual ones in full from 1240 px on', () => {
  expect(ids(fitting(usual, 84))).toEqual(USUAL_COLUMNS);
  expect(ids(fitting(usual, 73.5))).toEqual(USUAL_COLUMNS);
});

it('lets the least important give way, and keeps what names the row to the last', () => {
  expect(ids(fitting(usual, 60))).not.toContain('services');
  expect(ids(fitting(COLUMNS, 60))).toEqual(ids(fitting(usual, 60)));
  expect(ids(fitting(usual, 1))).toEqual(['reference', 'severity', 'title', 'review']);
});

it('never needs more room than there is, while something can give way', () => {
  for (let width = 36; width < 90; width++) {
    const needed = fitting(COLUMNS, width).reduce((sum, { least }) => sum + least, 0);
    expect(needed, `${width}rem`).toBeLessThanOrEqual(width);
  }
});

it('gives the title what is left, and a long reference its room', () => {
  expect(tracks(columnsOf(['reference', 'title', 'services']))).toBe(
    '4.25rem minmax(18rem, 1fr) minmax(8rem, 15.75rem)',
  );
  expect(tracks(columnsOf(['reference', 'title']), 5)).toBe('5.25rem minmax(18rem, 1fr)');
});
