// @ts-check
import { defineConfig } from 'vitest/config';
import { rooms } from './rooms.js';

const room = rooms[process.env['MUTATED_ROOM'] ?? ''];
const testTimeout = room?.patience ?? 3000;

/** The specs that are run for every mutant of a room. */
export default defineConfig({
  test: {
    setupFiles: ['./spec/support/seed.ts'],
    include: [...((process.env['MUTATED_BY'] === 'near' ? room?.near : room?.specs) ?? [])],
    exclude: [...(room?.without ?? [])],
    // What a mutant makes hang is found.
    testTimeout,
    expect: { poll: { timeout: (testTimeout * 2) / 3, interval: 10 } },
  },
});
