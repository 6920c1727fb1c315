import type { ContextError } from '../errors/ContextError.js';

/** What all snapshots of a wait share. */
export interface WaitFacts {
  /** The service's id of the request that began it; empty where there was no answer. */
  readonly requestId: string;
  /** Polls made so far, the failed ones included. */
  readonly polls: number;
  /** Milliseconds since the service took the request. */
  readonly elapsed: number;
}

/** What is waited for is not over. */
export type WaitUnderway<Fields extends object> = {
  readonly done: false;
  readonly success: false;
  readonly errorMessage: '';
  readonly error?: undefined;
  /** The last poll failed and will be tried again; the rest is as last seen. */
  readonly warning?: ContextError | undefined;
} & WaitFacts &
  Readonly<Fields>;

/** It was seen to end well. */
export type WaitSucceeded<Fields extends object> = {
  readonly done: true;
  readonly success: true;
  readonly errorMessage: '';
  readonly error?: undefined;
  readonly warning?: undefined;
} & WaitFacts &
  Readonly<Fields>;

/** It was refused, failed, or was not seen to end: `error` says which. */
export type WaitNotSucceeded<Fields extends object> = {
  readonly done: true;
  readonly success: false;
  /** The message of `error`. */
  readonly errorMessage: string;
  readonly error: ContextError;
  readonly warning?: undefined;
} & WaitFacts &
  Readonly<Fields>;

/** The last snapshot of a wait, with `done: true`. */
export type WaitResult<Fields extends object> = WaitSucceeded<Fields> | WaitNotSucceeded<Fields>;

/** What one poll showed of something that the service does by itself. */
export type WaitSnapshot<Fields extends object> = WaitUnderway<Fields> | WaitResult<Fields>;
