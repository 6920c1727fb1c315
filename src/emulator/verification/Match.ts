import type { fileOperations, operationNames } from '../protocol/operationNames.js';
import type { JournaledRequest, JournaledTask } from '../state/Journal.js';

/** What the journal has entries of: the requests of each operation, `PutFile` and `GetFile` at presigned URLs, and sync tasks. */
export type JournaledOperation = (typeof operationNames)[number] | (typeof fileOperations)[number] | 'task';

/** Text that is just so, or is found by a pattern. */
export type TextMatch = string | RegExp;

/** Which requests are meant: those of which all of this is so. */
export interface RequestMatch {
  /** The session that it names. */
  readonly sessionId?: TextMatch | undefined;
  /** The context that it names. */
  readonly contextId?: TextMatch | undefined;
  /** Parameters by their names, as the journal has them. */
  readonly fields?: Readonly<Record<string, TextMatch>> | undefined;
  /** How it was answered; 0 where it was not. */
  readonly httpStatus?: number | undefined;
  /** The code of the answer; `ok` where it went well. */
  readonly code?: TextMatch | undefined;
}

/** Which states of sync tasks are meant: those of which all of this is so. */
export interface TaskMatch {
  readonly sessionId?: TextMatch | undefined;
  readonly contextId?: TextMatch | undefined;
  /** The path in the session. */
  readonly path?: TextMatch | undefined;
  /** `upload` or `download`. */
  readonly taskType?: TextMatch | undefined;
  /** `Pending`, `Running`, `Success` or `Failed`: each task has an entry for each of them that it came to. */
  readonly status?: TextMatch | undefined;
  /** Why it failed. */
  readonly errorMessage?: TextMatch | undefined;
}

/** What can be asked of the entries of an operation. */
export type MatchOf<O extends JournaledOperation> = O extends 'task' ? TaskMatch : RequestMatch;

/** The entries of an operation. */
export type EntryOf<O extends JournaledOperation> = O extends 'task' ? JournaledTask : JournaledRequest;
