import { render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import PhaseBar from './PhaseBar.svelte';
import { layoutPhases, type Milestones } from './phases';

const checkout: Milestones = {
  impact_started_at: '2026-10-08T09:12:00Z',
  detected_at: '2026-10-08T09:19:00Z',
  acknowledged_at: '2026-10-08T09:22:00Z',
  identified_at: '2026-10-08T09:41:00Z',
  mitigated_at: '2026-10-08T09:53:00Z',
  recovered_at: '2026-10-08T09:59:00Z',
  all_clear_at: '2026-10-08T10:20:00Z',
};

function labels(milestones: Milestones): string[] {
  return layoutPhases(milestones)?.segments.map(({ label }) => label) ?? [];
}

describe('layoutPhases', () => {
  it('gives each phase its share of the time and a label that fits', () => {
    const layout = layoutPhases(checkout);
    expect(layout?.segments.map(({ phase }) => phase)).toEqual([
      'unseen',
      'ack',
      'diag',
      'fix',
      'rec',
      'watch',
    ]);
    expect(layout?.segments[0]?.share).toBeCloseTo(7 / 68);
    expect(layout?.segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(labels(checkout)).toEqual([
      'unseen 7 min',
      '3 min',
      'finding the cause 19 min',
      'fixing 12 min',
      'recovering 6 min',
      'watching 21 min',
    ]);
  });

  it('lets a phase run on when the milestone that ends it is not known', () => {
    const { identified_at: _, ...unidentified } = checkout;
    expect(labels(unidentified)).toContain('finding the cause 31 min');
    expect(layoutPhases(unidentified)?.segments.map(({ phase }) => phase)).not.toContain('fix');
  });

  it('does not call unseen, or waiting, what nobody recorded', () => {
    const ends = {
      impact_started_at: checkout.impact_started_at,
      recovered_at: checkout.recovered_at,
    };
    expect(labels(ends)).toEqual(['impact 47 min']);
    const found = { ...checkout, acknowledged_at: null };
    expect(labels(found)).toContain('finding the cause 22 min');
    const late = { ...checkout, detected_at: null };
    expect(labels(late).slice(0, 2)).toEqual(['impact 10 min', 'finding the cause 19 min']);
  });

  it('draws no phase that took no time, and keeps its milestone', () => {
    const layout = layoutPhases({ ...checkout, acknowledged_at: checkout.detected_at });
    expect(layout?.segments.map(({ phase }) => phase)).not.toContain('ack');
    expect(layout?.ticks).toHaveLength(7);
    expect(layout?.ticks.find(({ name }) => name === 'Detected')?.after).toBe('');
  });

  it('shortens labels where there is less room', () => {
    const narrow = layoutPhases(checkout, { width: 700 })?.segments.map(({ label }) => label);
    expect(narrow).toEqual([
      '7 min',
      '',
      'finding the cause 19 min',
      'fixing 12 min',
      '6 min',
      'watching 21 min',
    ]);
  });

  it('puts labels beside their lines', () => {
    const ticks = layoutPhases(checkout)?.ticks ?? [];
    expect(ticks.find(({ name }) => name === 'Detected')).toMatchObject({ align: 'end', row: 0 });
    expect(ticks.at(-1)).toMatchObject({ name: 'All clear', align: 'end', row: 0 });
  });

  it('says a start that is known to the day as a day, and no length after it', () => {
    const start = '2026-10-08T00:00:00Z';
    const layout = layoutPhases(
      { ...checkout, impact_started_at: start },
      { startedPrecision: 'day' },
    );
    expect(layout?.ticks[0]).toMatchObject({
      clock: '8 Oct',
      after: 'unseen, how long is not known',
    });
    expect(layout?.segments[0]).toMatchObject({ label: 'unseen', title: 'unseen' });
  });

  it('has nothing to draw for one milestone', () => {
    expect(layoutPhases({ impact_started_at: checkout.impact_started_at })).toBeNull();
  });
});

describe('PhaseBar', () => {
  it('says the phases as a list, in UTC', () => {
    const { container } = render(PhaseBar, { milestones: checkout });
    const list = container.querySelector<HTMLElement>('.phases__list');
    if (!list) throw new Error('no list');
    const items = within(list).getAllByRole('listitem');
    expect(items).toHaveLength(7);
    expect(items[2]).toHaveTextContent('09:22Acknowledged19 min to find the cause');
    expect(screen.getByRole('figure')).toHaveTextContent('times in UTC');
  });

  it('names the day when the incident ran into the next', () => {
    render(PhaseBar, { milestones: { ...checkout, all_clear_at: '2026-10-09T01:00:00Z' } });
    expect(screen.getByRole('figure')).toHaveTextContent('Recovered 8 Oct 09:59');
  });

  it('says what is missing when there is nothing to draw', () => {
    render(PhaseBar, { milestones: {} });
    expect(screen.getByText(/once two milestones are known/)).toBeInTheDocument();
  });
});
