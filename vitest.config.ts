import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['spec/**/*.spec.ts', 'marbles/**/*.spec.ts'],
    setupFiles: ['./spec/support/seed.ts'],
    // Many specs wait for a network that is this machine: one worker would leave it idle.
    maxWorkers: 2,
    // A machine that is busy elsewhere is slow, not wrong.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    reporters: ['default', './spec/support/FinalLineReporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});
