// The one line that every part of `make test` ends with.
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

export default class Summary implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): void {
    const outcomes = this.#suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    const failed = count('unexpected') + count('flaky');
    console.log(`Browser: ${count('expected')} passed, ${failed} failed${skipped}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
