import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['spec/**/*.spec.ts', 'marbles/**/*.spec.ts'],
    setupFiles: ['./spec/support/seed.ts'],
    // Many specs wait for a network that is this machine: one worker would leave it idle.
    maxWorkers: 2,
    // A machine that is busy elsewhere is slow, not wrong: these end what hangs, and nothing else.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000, interval: 10 } },
    reporters: ['default', './spec/support/FinalLineReporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});
