/** What happens on the stage: going from step to step, alone or with everybody. */

import type { MeetingRun, Place, RunStep, Step } from '$lib/api/meeting-shapes';
import type { Shortcut } from '$lib/keyboard';
import { session } from '$lib/session.svelte';

import { Latest } from './latest';
import type { MeetingRoom } from './meeting-room.svelte';
import { holdingBack } from './open-actions';
import { promptsFold } from './prompts.svelte';
import { Standing } from './standing.svelte';
import { leavesOut, stepIndex } from './steps';

/** What is asked before the meeting goes on. */
export type Asking = { what: 'skip' } | { what: 'leave_out'; to: Step } | { what: 'put_off' };

/** Where open actions of earlier post-mortems are looked at. */
const SECOND = 1;

export class Stage {
  readonly room: MeetingRoom;
  readonly standing: Standing;
  asking = $state.raw<Asking>();
  /** Where the meeting would go, if nothing held it back. */
  held = $state<Step>();
  readonly #run: () => MeetingRun;

  constructor(room: MeetingRoom, run: () => MeetingRun) {
    this.room = room;
    this.#run = run;
    const places = new Latest<Place>(async (place) => {
      await room.attempt((requests) => requests.stand(place));
    });
    this.standing = new Standing({
      run,
      leads: () => room.leads,
      tell: (place) => places.push(place),
    });
  }

  get run(): MeetingRun {
    return this.#run();
  }

  /** May write in the meeting and its document. */
  get editable(): boolean {
    return session.mayWrite && this.room.incident.editable;
  }

  /** The step that is shown. */
  get step(): RunStep {
    return this.run.steps[this.index] as RunStep;
  }

  get index(): number {
    return Math.max(0, stepIndex(this.run.steps, this.standing.step));
  }

  get before(): RunStep | undefined {
    return this.run.steps[this.index - 1];
  }

  get after(): RunStep | undefined {
    return this.run.steps[this.index + 1];
  }

  get alone(): boolean {
    return this.run.kind === 'solo';
  }

  /** Everybody goes along with whoever leads; anybody else only looks there. */
  go(to: Step | undefined): void {
    if (!to || to === this.standing.step) return;
    this.room.refused = undefined;
    if (!this.room.leads) {
      if (to === this.run.step) this.standing.follow();
      else this.standing.roam(to);
      return;
    }
    this.held = this.#holds(to) ? to : undefined;
    if (this.held) return;
    if (leavesOut(this.run, to).length > 0) this.asking = { what: 'leave_out', to };
    else void this.room.attempt((requests) => requests.go(to));
  }

  /** Nobody gets past the second step while an action has no outcome, not by leaving it out either. */
  #holds(to: Step): boolean {
    return this.endHeld !== null && stepIndex(this.run.steps, to) > SECOND;
  }

  /** Why the meeting cannot even end: it never got past its second step. */
  get endHeld(): string | null {
    const before = stepIndex(this.run.steps, this.run.step) <= SECOND;
    return before ? holdingBack(this.room.view.held_back.length) : null;
  }

  /** Why the meeting does not go on; nothing once each action has its outcome. */
  get heldBecause(): string | null {
    return this.held ? this.endHeld : null;
  }

  /** Puts off what is left, in these words, and goes where it was going. */
  async putOff(note: string): Promise<void> {
    const to = this.held;
    await this.room.write((requests) => requests.putOff(note));
    this.held = undefined;
    this.go(to);
  }

  addMinute(): void {
    if (this.room.leads) void this.room.attempt((requests) => requests.extend(1));
  }

  /** The keys that hold in every step. */
  get shortcuts(): Shortcut[] {
    return [
      { keys: 'ArrowRight', label: 'next step', run: () => this.go(this.after?.step) },
      { keys: 'ArrowLeft', label: 'step before', run: () => this.go(this.before?.step) },
      { keys: 't', label: 'add a minute', run: () => this.addMinute() },
      { keys: 'f', label: 'follow who leads', run: () => this.standing.follow() },
      {
        keys: 'q',
        label: 'prompts for the facilitator',
        run: () => promptsFold.toggle(this.room.leads),
      },
    ];
  }
}
