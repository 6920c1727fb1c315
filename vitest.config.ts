import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['spec/**/*.spec.ts', 'marbles/**/*.spec.ts'],
    setupFiles: ['./spec/support/seed.ts'],
    // Many specs wait for a network that is this machine: one worker would leave it idle.
    maxWorkers: 2,
    reporters: ['default', './spec/support/FinalLineReporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});
