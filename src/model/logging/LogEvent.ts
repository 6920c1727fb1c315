import type { SyncProgress, SyncState } from '../sync/SyncSnapshot.js';

/** What the events of requests share. */
export interface SessionEvent {
  /** The session that it is about; absent where it is about none. */
  readonly sessionId?: string | undefined;
}

/** A request was sent. */
export interface RequestEvent extends SessionEvent {
  /** Tells the events apart. */
  readonly event: 'request';
  /** The operation that is asked for, for example `GetContextInfo`. */
  readonly operation: string;
}

/** A request was answered, well or badly. */
export interface AnswerEvent extends SessionEvent {
  /** Tells the events apart. */
  readonly event: 'answer';
  /** The operation that was asked for, for example `GetContextInfo`. */
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
  /** Tells the events apart. */
  readonly event: 'abort';
  /** The operation that was asked for, for example `GetContextInfo`. */
  readonly operation: string;
  /** From the request on, in milliseconds. */
  readonly duration: number;
}

/** What the events of syncs share. */
export interface SyncEvent {
  /** The session that is synced. */
  readonly sessionId: string;
  /** The request id of the trigger; empty where it was not answered. */
  readonly requestId: string;
}

/** A sync was triggered, or could not be. */
export interface StartEvent extends SyncEvent {
  /** Tells the events apart. */
  readonly event: 'start';
  /** Whether the service accepted the trigger. */
  readonly success: boolean;
  /** The one context that is synced; absent where all are. */
  readonly contextId?: string | undefined;
  /** Where that is mounted; absent where all are synced. */
  readonly path?: string | undefined;
  /** The mode that was asked for; absent where it is the service's own. */
  readonly mode?: string | undefined;
  /** The `_tag` of the error, if there is one. */
  readonly error?: string;
}

/** A poll was judged, and the sync goes on. */
export interface PollEvent extends SyncEvent {
  /** Tells the events apart. */
  readonly event: 'poll';
  /** The state that the snapshot shows. */
  readonly state: SyncState;
  /** How many of its tasks ended, of how many. */
  readonly progress: SyncProgress;
  /** Polls made so far, the failed ones included. */
  readonly polls: number;
  /** Milliseconds since the trigger was accepted. */
  readonly elapsed: number;
  /** The `_tag` of the error, if the poll failed. */
  readonly warning?: string;
}

/** A delay was chosen before the next request. */
export interface WaitEvent {
  /** Tells the events apart. */
  readonly event: 'wait';
  /** The session that is synced. */
  readonly sessionId: string;
  /** Milliseconds. */
  readonly delay: number;
  /** Which side chose it. */
  readonly why: 'retryInterval' | 'Retry-After';
}

/** The service throttles the key: the client sends nothing until it is over. */
export interface PauseEvent {
  /** Tells the events apart. */
  readonly event: 'pause';
  /** Milliseconds. */
  readonly delay: number;
  /** Which side chose it: the service. */
  readonly why: 'Retry-After';
  /** The `_tag` of the error that began it. */
  readonly error: string;
}

/** A sync ended. */
export interface EndEvent extends SyncEvent {
  /** Tells the events apart. */
  readonly event: 'end';
  /** How it ended. */
  readonly state: SyncState;
  /** How many of its tasks ended, of how many. */
  readonly progress: SyncProgress;
  /** Polls made in all, the failed ones included. */
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
