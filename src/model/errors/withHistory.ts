import { BadAnswer } from './BadAnswer.js';
import type { ContextError } from './ContextError.js';
import { NotFound } from './NotFound.js';
import { RateLimited } from './RateLimited.js';
import { Refused } from './Refused.js';
import type { SyncHistory } from './SyncHistory.js';
import { TaskFailed } from './TaskFailed.js';
import { TimedOut } from './TimedOut.js';
import { Unauthorized } from './Unauthorized.js';
import { Unavailable } from './Unavailable.js';

/**
 * The same error, made anew with what the sync saw that ends with it, and what can be done next: somebody else may hold the one
 * that is given.
 */
export const withHistory = <Seen extends SyncHistory>(
  error: ContextError,
  history: Seen,
  nextStep?: string,
): ContextError & Partial<Seen> => {
  const origin = { cause: error.cause, history, nextStep };
  switch (error._tag) {
    case 'Unauthorized':
      return new Unauthorized(error, origin);
    case 'NotFound':
      return new NotFound(error, origin);
    case 'Refused':
      return new Refused(error, origin);
    case 'RateLimited':
      return new RateLimited(error, origin);
    case 'Unavailable':
      return new Unavailable(error, origin);
    case 'BadAnswer':
      return new BadAnswer(error, origin);
    case 'TimedOut':
      return new TimedOut(error, origin);
    case 'TaskFailed':
      return new TaskFailed(error, origin);
    case 'InvalidRequest':
      // Nothing was sent, so nothing was seen.
      return error;
  }
};
