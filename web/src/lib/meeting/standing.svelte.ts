/**
 * Where this page stands in the meeting. It follows whoever leads, until somebody looks elsewhere
 * on their own; who leads takes the others along.
 */

import type { MeetingRun, Place, Step } from '$lib/api/meeting-shapes';

interface Own {
  step: Step;
  places: Partial<Record<Step, Place>>;
}

interface Given {
  run: () => MeetingRun;
  leads: () => boolean;
  /** Tells the server where the meeting stands now. */
  tell: (place: Place) => void;
}

export class Standing {
  #own = $state.raw<Own>();
  /** What was told but not answered yet. */
  #told = $state.raw<{ step: Step; place: Place }>();
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Looks around alone. */
  get roams(): boolean {
    return this.#own !== undefined && !this.#given.leads();
  }

  get step(): Step {
    return this.roams && this.#own ? this.#own.step : this.#given.run().step;
  }

  get place(): Place | null {
    const { step } = this;
    const own = this.roams ? this.#own?.places[step] : undefined;
    if (own) return own;
    if (this.#told?.step === step && this.#given.leads()) return this.#told.place;
    return this.#given.run().steps.find((one) => one.step === step)?.place ?? null;
  }

  /** To a step of one's own. */
  roam(step: Step): void {
    this.#own = { step, places: this.#own?.places ?? {} };
  }

  stand(place: Place): void {
    if (this.#given.leads()) {
      this.#told = { step: this.step, place };
      this.#given.tell(place);
      return;
    }
    const { step } = this;
    this.#own = { step, places: { ...this.#own?.places, [step]: place } };
  }

  /** Back to whoever leads. */
  follow(): void {
    this.#own = undefined;
  }
}
