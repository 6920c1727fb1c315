import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Prints `N passed, N failed[, N skipped]` as the very last line, for whoever reads only that. */
export default class FinalLineReporter implements Reporter {
  #line = '';

  onInit(): void {
    process.once('exit', () => {
      if (this.#line) process.stdout.write(`${this.#line}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) count[state === 'pending' ? 'skipped' : state]++;
      const brokeOutsideItsTests = module.state() === 'failed' && !states.includes('failed');
      if (brokeOutsideItsTests) count.failed++;
    }
    this.#line = `${count.passed} passed, ${count.failed} failed` + (count.skipped ? `, ${count.skipped} skipped` : '');
  }
}
