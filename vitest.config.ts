import { configDefaults, defineConfig } from 'vitest/config';

/**
 * What is pure, or in virtual time: these files leave nothing behind, so that they need no process of their own each, which is most
 * of what they would cost.
 */
const together = ['spec/{model,streams,protocol,adapters}/**/*.spec.ts', 'marbles/**/*.spec.ts'];

/** The specs of the built site are for `npm run docs:check` alone: what builds it takes as long as all others. */
const apart = process.env['npm_lifecycle_event'] === 'docs:check' ? ['spec/**/*.look.ts'] : ['spec/**/*.spec.ts'];

export default defineConfig({
  test: {
    setupFiles: ['./spec/support/seed.ts'],
    // Many specs wait for processes and a network that are this machine: as many workers as cores would leave a quarter idle.
    maxWorkers: 3,
    // A machine that is busy elsewhere is slow, not wrong: these end what hangs, and nothing else.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000, interval: 10 } },
    reporters: ['default', './spec/support/FinalLineReporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
    projects: [
      // These come first, by their name: a long one is not to be the last.
      {
        extends: true,
        test: { name: 'apart', include: apart, exclude: [...configDefaults.exclude, ...together] },
      },
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
});
