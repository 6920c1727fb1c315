import type { ContextError } from '../../index.js';
import { ExitCode } from '../process/ExitCode.js';

/** How something ended. */
export interface End {
  readonly success: boolean;
  readonly state?: string | undefined;
  readonly error?: ContextError | undefined;
}

/** The exit code of what was waited for; a wait that was over proves nothing. */
export const exitCodeOf = ({ success, state, error }: End): ExitCode => {
  if (success) return ExitCode.succeeded;
  if (state === 'failed' || state === 'kept' || state === 'deleted') return ExitCode.failed;
  return state === 'unconfirmed' || error?._tag === 'TimedOut' ? ExitCode.unconfirmed : ExitCode.failed;
};

/** The exit code of several: what failed counts more than what is not known. */
export const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  [ExitCode.failed, ExitCode.unconfirmed].find((code) => codes.includes(code)) ?? ExitCode.succeeded;
