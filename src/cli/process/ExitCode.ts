/** How the command ends, but for what stops it: `ending.ts` has the codes of signals. */
export const ExitCode = {
  succeeded: 0,
  failed: 1,
  wrongUse: 2,
  /** We do not know: the service may still finish. */
  unconfirmed: 3,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
