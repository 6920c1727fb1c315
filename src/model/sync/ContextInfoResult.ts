import type { SyncTask } from '../tasks/SyncTask.js';
import type { ContextError } from '../errors/ContextError.js';
import { failure, type Failure, type Success } from '../results/Result.js';

/** What `info` gives: one reading of the status list. A failed one has an empty list. */
export type ContextInfoResult =
  | Success<{
      /** The tasks that are listed, those of earlier syncs too. */
      contextStatusData: readonly SyncTask[];
    }>
  | (Failure & {
      /** Empty; of `watch$`, the tasks as last seen. */
      readonly contextStatusData: readonly SyncTask[];
    });

/** Builds the result of a reading that failed. */
export const infoFailure = (error: ContextError): ContextInfoResult => ({ ...failure(error), contextStatusData: [] });
