import type { SyncProgress, SyncState } from '../sync/SyncSnapshot.js';

/** What the events of requests share. */
export interface SessionEvent {
  /** The session that it is about; absent where it is about none. */
  readonly sessionId?: string | undefined;
}

/** A request was sent. */
export interface RequestEvent extends SessionEvent {
  readonly event: 'request';
  readonly operation: string;
}

/** A request was answered, well or badly. */
export interface AnswerEvent extends SessionEvent {
  readonly event: 'answer';
  readonly operation: string;
  /** The service's id of the request; empty where it gave none. */
  readonly requestId: string;
  /** From the request to the end of the answer's body, in milliseconds. */
  readonly duration: number;
  /** The `_tag` of the error, if it is one. */
  readonly error?: string;
}

/** A request was unsubscribed before it was answered. */
export interface AbortEvent extends SessionEvent {
  readonly event: 'abort';
  readonly operation: string;
  /** From the request on, in milliseconds. */
  readonly duration: number;
}

/** What the events of syncs share. */
export interface SyncEvent {
  readonly sessionId: string;
  /** The request id of the trigger; empty where it was not answered. */
  readonly requestId: string;
}

/** A sync was triggered, or could not be. */
export interface StartEvent extends SyncEvent {
  readonly event: 'start';
  readonly success: boolean;
  readonly contextId?: string | undefined;
  readonly path?: string | undefined;
  readonly mode?: string | undefined;
  /** The `_tag` of the error, if there is one. */
  readonly error?: string;
}

/** A poll was judged, and the sync goes on. */
export interface PollEvent extends SyncEvent {
  readonly event: 'poll';
  readonly state: SyncState;
  readonly progress: SyncProgress;
  readonly polls: number;
  /** Milliseconds since the trigger was accepted. */
  readonly elapsed: number;
  /** The `_tag` of the error, if the poll failed. */
  readonly warning?: string;
}

/** A delay was chosen before the next request. */
export interface WaitEvent {
  readonly event: 'wait';
  readonly sessionId: string;
  /** Milliseconds. */
  readonly delay: number;
  /** Which side chose it. */
  readonly why: 'retryInterval' | 'Retry-After';
}

/** The service throttles the key: the client sends nothing until it is over. */
export interface PauseEvent {
  readonly event: 'pause';
  /** Milliseconds. */
  readonly delay: number;
  readonly why: 'Retry-After';
  /** The `_tag` of the error that began it. */
  readonly error: string;
}

/** A sync ended. */
export interface EndEvent extends SyncEvent {
  readonly event: 'end';
  readonly state: SyncState;
  readonly progress: SyncProgress;
  readonly polls: number;
  /** Milliseconds since the trigger was accepted. */
  readonly elapsed: number;
  /** The `_tag` of the error, if there is one. */
  readonly error?: string;
  /** How many polls were answered how, where there is an error. */
  readonly answers?: Readonly<Record<string, number>>;
}

/** What is told of one sync. */
export type SyncLogEvent = StartEvent | PollEvent | WaitEvent | EndEvent;

/** What a logger is told: plain data, with ids and durations, without secrets. `event` tells the members apart. */
export type LogEvent = RequestEvent | AnswerEvent | AbortEvent | PauseEvent | SyncLogEvent;
