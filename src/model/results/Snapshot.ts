import type { ContextError } from '../errors/ContextError.js';

/** It is not over. */
export type Underway<Fields extends object> = {
  readonly done: false;
  readonly success: false;
  readonly errorMessage: '';
  readonly error?: undefined;
  /** The last request failed, and will be tried again; the rest is as last seen. */
  readonly warning?: ContextError | undefined;
} & Readonly<Fields>;

/** It was seen to end well. */
export type Succeeded<Fields extends object> = {
  readonly done: true;
  readonly success: true;
  readonly errorMessage: '';
  readonly error?: undefined;
  readonly warning?: undefined;
} & Readonly<Fields>;

/** It was refused, failed, or was not seen to end: `error` says which. */
export type NotSucceeded<Fields extends object, E extends ContextError = ContextError> = {
  readonly done: true;
  readonly success: false;
  /** The message of `error`. */
  readonly errorMessage: string;
  readonly error: E;
  readonly warning?: undefined;
} & Readonly<Fields>;

/** What all snapshots of a wait share. */
export interface WaitFacts {
  /** The service's id of the request that began it; empty where there was no answer. */
  readonly requestId: string;
  /** Polls made so far, the failed ones included. */
  readonly polls: number;
  /** Milliseconds since the service took the request, by a clock that nobody sets: it never falls. */
  readonly elapsed: number;
}

/** What is waited for is not over. */
export type WaitUnderway<Fields extends object> = Underway<WaitFacts & Fields>;

/** It was seen to end well. */
export type WaitSucceeded<Fields extends object> = Succeeded<WaitFacts & Fields>;

/** It was refused, failed, or was not seen to end: `error` says which. */
export type WaitNotSucceeded<Fields extends object> = NotSucceeded<WaitFacts & Fields>;

/** The last snapshot of a wait, with `done: true`. */
export type WaitResult<Fields extends object> = WaitSucceeded<Fields> | WaitNotSucceeded<Fields>;

/** What one poll showed of something that the service does by itself. */
export type WaitSnapshot<Fields extends object> = WaitUnderway<Fields> | WaitResult<Fields>;
