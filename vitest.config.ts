import { configDefaults, defineConfig } from 'vitest/config';
import LongestFirst from './spec/support/LongestFirst.js';

/** What measures its process, or sets something in it that stays so. */
const apart = [
  'spec/client/leaks.spec.ts',
  'spec/emulator/state/Store.spec.ts',
  'spec/emulator/sync/properties.spec.ts',
];

/** The built site is looked at by `npm run docs:check` alone: to build it takes as long as many specs. */
const looksAtSite = process.env['npm_lifecycle_event'] === 'docs:check';

export default defineConfig({
  test: {
    globalSetup: './spec/support/temporaryFolder.ts',
    setupFiles: ['./spec/support/seed.ts', './spec/support/tidy.ts'],
    // Many specs wait for processes and a network that are this machine: as many workers as cores would leave a quarter idle.
    maxWorkers: 3,
    // A machine that is busy elsewhere is slow, not wrong: these end what hangs, and nothing else.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000, interval: 10 } },
    reporters: ['default', './spec/support/FinalLineReporter.ts'],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
    sequence: { sequencer: LongestFirst },
    projects: looksAtSite
      ? [{ extends: true, test: { name: 'site', include: ['spec/**/*.look.ts'] } }]
      : [
          { extends: true, test: { name: 'apart', include: apart } },
          {
            extends: true,
            // A process for each file is most of what a file costs: what it loads is loaded, and compiled, again.
            test: {
              name: 'together',
              include: ['{spec,marbles}/**/*.spec.ts'],
              exclude: [...configDefaults.exclude, ...apart],
              isolate: false,
            },
          },
        ],
  },
});
