import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';

import { outcome } from '../../../test/patterns';

import ActionOutcomes from './ActionOutcomes.svelte';

const show = (outcomes: ReturnType<typeof outcome>[]) =>
  render(ActionOutcomes, { outcomes, factorLabel: (id: number) => `factor ${id}` });

it('says what will appear before an action is finished', () => {
  show([]);
  expect(screen.getByText('No finished action can be judged yet.')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Look at the open actions' })).toBeInTheDocument();
});

it('sets the counts, the days, the intervals and a graded verdict side by side', () => {
  show([outcome()]);
  const [, row] = screen.getAllByRole('row');
  const cells = within(row as HTMLElement);
  expect(cells.getByText('factor 7')).toBeInTheDocument();
  expect(cells.getByText('408 days')).toBeInTheDocument();
  expect(cells.getByText('244 days')).toBeInTheDocument();
  expect(cells.getByText('12 Feb 2026')).toBeInTheDocument();
  expect(cells.getByText('Most likely')).toHaveClass('ok');
  expect(cells.getByText('4.2 were expected since, none came')).toBeInTheDocument();
  expect(cells.getByRole('img', { name: /before 1.7, 0.7 to 3.5; after 0.0/ })).toBeInTheDocument();
  expect(cells.getByRole('link', { name: 'INC-27' })).toHaveAttribute(
    'href',
    '/incidents/INC-27#actions',
  );
});

it('folds a long list, with each verdict among the first', async () => {
  const many = Array.from({ length: 20 }, (_, action) =>
    outcome({ action, reading: action < 19 ? 'no_change' : 'did_not_work' }),
  );
  show(many);
  expect(screen.getAllByRole('row')).toHaveLength(11);
  expect(screen.getByText('No')).toHaveClass('bad');
  await userEvent.click(screen.getByRole('button', { name: 'Show all 20 actions' }));
  expect(screen.getAllByRole('row')).toHaveLength(21);
});
