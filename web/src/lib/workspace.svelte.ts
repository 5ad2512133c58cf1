/** What incidents refer to by id: services, teams, people, factors. Read once, then on request. */

import { api, expectOk } from './api/client';
import { homeOf, type TicketHome } from './tickets/words';
import type { FactorTerm, Person, Service, Team, Workspace } from './api/shapes';

class WorkspaceNames {
  current = $state.raw<Workspace | null>(null);

  readonly #services = $derived(byId(this.current?.services));
  readonly #teams = $derived(byId(this.current?.teams));
  readonly #people = $derived(byId(this.current?.people));
  readonly #factors = $derived(byId(this.current?.factors));

  get loaded(): boolean {
    return this.current !== null;
  }

  get services(): Service[] {
    return this.current?.services ?? [];
  }

  get teams(): Team[] {
    return this.current?.teams ?? [];
  }

  /** Where the tickets of these teams are made. */
  ticketHome(teams: number[]): TicketHome | undefined {
    return homeOf(teams, this.teams, this.current?.trackers ?? []);
  }

  get people(): Person[] {
    return this.current?.people ?? [];
  }

  get factors(): FactorTerm[] {
    return this.current?.factors ?? [];
  }

  async refresh(): Promise<void> {
    this.current = await expectOk(api.GET('/api/v1/workspace'));
  }

  clear(): void {
    this.current = null;
  }

  service(id: number): Service | undefined {
    return this.#services.get(id);
  }

  team(id: number): Team | undefined {
    return this.#teams.get(id);
  }

  person(id: number | null | undefined): Person | undefined {
    return id == null ? undefined : this.#people.get(id);
  }

  factor(id: number): FactorTerm | undefined {
    return this.#factors.get(id);
  }

  serviceNames(ids: number[]): string[] {
    return ids.map((id) => this.service(id)?.name ?? `service ${id}`);
  }

  personName(id: number | null | undefined): string | undefined {
    return this.person(id)?.name;
  }

  factorLabel(id: number): string {
    return this.factor(id)?.label ?? `factor ${id}`;
  }
}

function byId<Entry extends { id: number }>(entries: Entry[] = []): Map<number, Entry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

export const workspace = new WorkspaceNames();
