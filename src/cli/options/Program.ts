import type { Command } from '@commander-js/extra-typings';
import type { Ending } from '../process/ending.js';
import type { ExitCode } from '../process/ExitCode.js';

/** What a room adds its commands to. */
export interface Program {
  readonly program: Command;
  readonly ending: Ending;
  /** Makes an action of what gives an exit code. */
  readonly act: <Args extends unknown[]>(
    action: (...args: Args) => Promise<ExitCode>,
  ) => (...args: Args) => Promise<void>;
}
