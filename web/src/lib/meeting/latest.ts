/**
 * Sends the latest of many: while one is on its way, those in between are left out. A key that is
 * held down moves faster than the network.
 */
export class Latest<Value> {
  #waiting: { value: Value } | undefined;
  #running = false;
  readonly #send: (value: Value) => Promise<void>;

  constructor(send: (value: Value) => Promise<void>) {
    this.#send = send;
  }

  push(value: Value): void {
    this.#waiting = { value };
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#waiting) {
        const { value } = this.#waiting;
        this.#waiting = undefined;
        await this.#send(value);
      }
    } finally {
      this.#running = false;
    }
  }
}
