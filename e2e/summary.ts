// The one line that every part of `make test` ends with, after why something was left out.
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

export default class Summary implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): void {
    const tests = this.#suite?.allTests() ?? [];
    const outcomes = tests.map((test) => test.outcome());
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
    for (const { title, annotations } of tests) {
      const why = annotations.find(({ type }) => type === 'skip')?.description;
      if (why) console.log(`Skipped “${title}”: ${why}`);
    }
    for (const test of tests.filter((one) => one.outcome() === 'flaky')) {
      const why = test.results.find(({ status }) => status !== 'passed')?.error?.message ?? '';
      console.log(`Passed only the second time: “${test.title}”\n${why}`);
    }
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    const passed = count('expected') + count('flaky');
    console.log(`Browser: ${passed} passed, ${count('unexpected')} failed${skipped}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
