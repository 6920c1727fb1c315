import type { Failure, Success } from './Result.js';

/** Whether the session was seen to be gone. */
export type DeleteResult = Success<object> | Failure;
