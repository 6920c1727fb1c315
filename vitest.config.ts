import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['spec/**/*.spec.ts', 'marbles/**/*.spec.ts'],
    reporters: ['default', './spec/support/FinalLineReporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});
