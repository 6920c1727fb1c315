import { ExitCode } from './process/ExitCode.js';
import { UsageError } from './process/UsageError.js';
import { printable } from './terminal/printable.js';

/** What the command could not do: as it is told, and its exit code. */
export interface Failure {
  readonly message: string;
  readonly code: ExitCode;
}

/** How an error is told: names of the service's, and of files, may be in it. */
export const failureOf = (error: unknown): Failure => {
  const { message } = error as Error;
  // What the user can mend may be told in several lines.
  const lines = message.split('\n').map((line) => line.replace(/[^ ][^]*/, (text) => printable(text, longest)));
  return error instanceof UsageError
    ? { message: lines.join('\n'), code: ExitCode.wrongUse }
    : { message: `rx-context-sync: ${printable(message, longest)}`, code: ExitCode.failed };
};

/** As long as the library's own messages are, at most. */
const longest = 2000;
