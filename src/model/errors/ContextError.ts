import type { BadAnswer } from './BadAnswer.js';
import type { InvalidRequest } from './InvalidRequest.js';
import type { NotFound } from './NotFound.js';
import type { RateLimited } from './RateLimited.js';
import type { Refused } from './Refused.js';
import type { TaskFailed } from './TaskFailed.js';
import type { TimedOut } from './TimedOut.js';
import type { Unauthorized } from './Unauthorized.js';
import type { Unavailable } from './Unavailable.js';

/** Everything that can go wrong, told apart by `_tag`. Each is a real `Error` with its facts in fields. */
export type ContextError =
  | InvalidRequest
  | Unauthorized
  | NotFound
  | Refused
  | RateLimited
  | Unavailable
  | BadAnswer
  | TimedOut
  | TaskFailed;

const tags: readonly unknown[] = [
  'InvalidRequest',
  'Unauthorized',
  'NotFound',
  'Refused',
  'RateLimited',
  'Unavailable',
  'BadAnswer',
  'TimedOut',
  'TaskFailed',
] satisfies ContextError['_tag'][];

/**
 * Tells the family from foreign errors, which are bugs and never part of a result. Another copy's errors belong too.
 *
 * @example
 * ```ts
 * import { AGB, isContextError, unwrap } from 'rx-context-sync';
 *
 * try {
 *   unwrap(await new AGB().get('s-1'));
 * } catch (error) {
 *   if (!isContextError(error)) throw error;
 *   console.error(error._tag, error.message);
 * }
 * ```
 */
export const isContextError = (error: unknown): error is ContextError =>
  error instanceof Error && '_tag' in error && tags.includes(error._tag);
