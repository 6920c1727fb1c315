import { defineConfig } from 'vitest/config';

/** The specs that are quick enough to be run for every mutant. */
export default defineConfig({
  test: {
    setupFiles: ['./spec/support/seed.ts'],
    include: [
      'marbles/*.spec.ts',
      'spec/adapters/*.spec.ts',
      'spec/index.spec.ts',
      'spec/model/*.spec.ts',
      'spec/protocol/agb.spec.ts',
      'spec/protocol/agentBay.spec.ts',
      'spec/protocol/StatusString.spec.ts',
      'spec/protocol/classify.spec.ts',
      'spec/streams/*.spec.ts',
      'spec/client/client.spec.ts',
      'spec/client/lists.spec.ts',
      'spec/client/bind.spec.ts',
      'spec/client/create.spec.ts',
      'spec/client/delete.spec.ts',
      'spec/client/transfer.spec.ts',
      'spec/client/logging.spec.ts',
    ],
    exclude: ['spec/streams/properties.spec.ts'],
  },
});
