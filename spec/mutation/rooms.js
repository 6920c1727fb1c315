// @ts-check

const slow = ['spec/client/{leaks,situations,sync}.spec.ts', 'spec/protocol/hostile.spec.ts'];
const overHttp = ['spec/client/*.spec.ts', 'spec/protocol/**/*.spec.ts'];

// A mutant that is slow is not found: there is time for the slowest spec on a busy machine.
const patience = 30_000;

/**
 * The rooms of the house that are mutated: how many percent of their mutants must be found at least, and by which specs: those
 * that are about the room and quick enough. Where there are `near` ones, they are run for every mutant, and all of them only for
 * those that these do not find.
 *
 * @typedef {{ least: number, near?: readonly string[], specs: readonly string[], without?: readonly string[], patience?: number }} Room
 *
 * @type {Readonly<Record<string, Room>>}
 */
export const rooms = {
  model: {
    least: 95,
    near: [
      'spec/index.spec.ts',
      'spec/model/**/*.spec.ts',
      'spec/protocol/**/{agb,agentBay,classify,StatusString,retryAfter}.spec.ts',
    ],
    specs: [
      'marbles/*.spec.ts',
      'spec/index.spec.ts',
      'spec/{adapters,model,streams}/**/*.spec.ts',
      'spec/protocol/**/{agb,agentBay,classify,StatusString,retryAfter}.spec.ts',
      'spec/client/{client,lists,bind,create,delete,transfer,logging}.spec.ts',
    ],
    without: ['spec/streams/sync/{properties,smallWorlds}.spec.ts'],
    patience,
  },
  streams: {
    least: 95,
    near: ['spec/streams/**/*.spec.ts'],
    specs: [
      'marbles/*.spec.ts',
      'spec/{adapters,streams}/**/*.spec.ts',
      'spec/client/{client,lists,bind,create,delete,transfer,logging}.spec.ts',
    ],
    without: ['spec/streams/sync/{properties,smallWorlds}.spec.ts'],
    // Some try many inputs, and mutated code is slow code.
    patience: 5000,
  },
  protocol: { least: 92, near: ['spec/protocol/**/*.spec.ts'], specs: overHttp, without: slow, patience },
  adapters: { least: 92, specs: ['spec/adapters/*.spec.ts'] },
  web: { least: 92, specs: ['spec/web/*.spec.ts'], patience },
  client: { least: 92, specs: overHttp, without: slow, patience },
  emulator: {
    least: 85,
    specs: ['spec/emulator/**/*.spec.ts'],
    // They run the built emulator in processes of their own, or for long.
    without: ['spec/emulator/{state/durable*,service/fuzz}.spec.ts'],
    patience,
  },
};
