import { render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import ReviewWeek from './ReviewWeek.svelte';

function ticks(container: HTMLElement) {
  return {
    all: container.querySelectorAll('i:not(.late)').length,
    left: container.querySelectorAll('i.left').length,
    late: container.querySelectorAll('i.late').length,
  };
}

describe('ReviewWeek', () => {
  it.each([
    [5, '5 days left', { all: 7, left: 5, late: 0 }],
    [1, '1 day left', { all: 7, left: 1, late: 0 }],
    [0, 'due today', { all: 7, left: 0, late: 0 }],
    [-2, '2 days late', { all: 7, left: 0, late: 2 }],
    [-40, '40 days late', { all: 7, left: 0, late: 3 }],
    [9, '9 days left', { all: 7, left: 7, late: 0 }],
  ])('draws %d days', (daysLeft, words, drawn) => {
    const { container } = render(ReviewWeek, { daysLeft });
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(ticks(container)).toEqual(drawn);
  });

  it('changes its tone on the last day and past the line', () => {
    expect(render(ReviewWeek, { daysLeft: 2 }).container.innerHTML).not.toContain('--soon');
    expect(render(ReviewWeek, { daysLeft: 1 }).container.innerHTML).toContain('--soon');
    expect(render(ReviewWeek, { daysLeft: -1 }).container.innerHTML).toContain('--late');
  });

  it('draws no ticks once the post-mortem is published', () => {
    const { container } = render(ReviewWeek, { daysLeft: 'published', publishedOn: '2 Jul' });
    expect(screen.getByText('Read 2 Jul')).toBeInTheDocument();
    expect(ticks(container).all).toBe(0);
  });
});
