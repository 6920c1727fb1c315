import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Prints `N passed, N failed[, N skipped]` as the very last line, for whoever reads only that. Before it, a line for each thing
 * that is wanting on this machine, and that tests were skipped for.
 */
export default class FinalLineReporter implements Reporter {
  #lines: readonly string[] = [];

  onInit(): void {
    process.once('exit', () => {
      for (const line of this.#lines) process.stdout.write(`${line}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    const wanting = new Map<string, number>();
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      const states = tests.map((test) => test.result().state);
      for (const { wants } of tests.map((test) => test.meta()))
        if (wants !== undefined) wanting.set(wants, (wanting.get(wants) ?? 0) + 1);
      for (const state of states) count[state === 'pending' ? 'skipped' : state]++;
      const brokeOutsideItsTests = module.state() === 'failed' && !states.includes('failed');
      if (brokeOutsideItsTests) count.failed++;
    }
    this.#lines = [
      ...[...wanting].map(([wants, tests]) => `Skipped ${tests} for want of ${wants}`),
      `${count.passed} passed, ${count.failed} failed` + (count.skipped ? `, ${count.skipped} skipped` : ''),
    ];
  }
}
