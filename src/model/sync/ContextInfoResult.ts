import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import type { ContextError } from '../errors/ContextError.js';
import { failure, type Failure, type Success } from '../results/Result.js';

/** What `info` gives: one reading of the status list. A failed one has an empty list. */
export type ContextInfoResult =
  | Success<{ contextStatusData: readonly ContextStatusData[] }>
  | (Failure & { readonly contextStatusData: readonly ContextStatusData[] });

/** Builds the result of a reading that failed. */
export const infoFailure = (error: ContextError): ContextInfoResult => ({ ...failure(error), contextStatusData: [] });
