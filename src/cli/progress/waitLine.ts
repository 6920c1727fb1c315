import type { ContextError } from '../../index.js';
import { fitting, printable } from '../terminal/printable.js';
import { complaint } from './complaint.js';

/** What is told of something that the service does by itself. */
interface Wait {
  readonly done: boolean;
  readonly success: boolean;
  readonly polls: number;
  readonly elapsed: number;
  readonly error?: ContextError | undefined;
  readonly warning?: ContextError | undefined;
}

/** It as one line: what is known, and for how long it was waited. */
export const waitLine = (
  { done, success, polls, elapsed, error, warning }: Wait,
  what: string,
  width?: number,
): string => {
  const end = error?._tag === 'TimedOut' ? 'unconfirmed' : 'failed';
  const known = done && !success ? end : printable(what) || 'asked for';
  const polled = `${polls} ${polls === 1 ? 'poll' : 'polls'}`;
  const seconds = `${(elapsed / 1000).toFixed(1)} s`;
  const told = warning === undefined ? [] : [complaint({ errorMessage: warning.message })];
  return fitting([[known, polled, seconds, ...told].join(' · '), [known, ...told].join(' · ')], width);
};
