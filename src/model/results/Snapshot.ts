import type { ContextError } from '../errors/ContextError.js';

/** It is not over. */
export type Underway<Fields extends object> = {
  /** False: another snapshot comes. */
  readonly done: false;
  /** False: nothing is proved yet. */
  readonly success: false;
  /** Empty until the end. */
  readonly errorMessage: '';
  /** Absent until the end. */
  readonly error?: undefined;
  /** The last request failed, and will be tried again; the rest is as last seen. */
  readonly warning?: ContextError | undefined;
} & Readonly<Fields>;

/** It was seen to end well. */
export type Succeeded<Fields extends object> = {
  /** True: it is the last snapshot. */
  readonly done: true;
  /** True: it was seen to end well. */
  readonly success: true;
  /** Empty: there is no error. */
  readonly errorMessage: '';
  /** Absent: there is none. */
  readonly error?: undefined;
  /** Absent: nothing is tried again. */
  readonly warning?: undefined;
} & Readonly<Fields>;

/** It was refused, failed, or was not seen to end: `error` says which. */
export type NotSucceeded<Fields extends object, E extends ContextError = ContextError> = {
  /** True: it is the last snapshot. */
  readonly done: true;
  /** False: `error` says why. */
  readonly success: false;
  /** The message of `error`. */
  readonly errorMessage: string;
  /** What it ended with: its `_tag` tells the kind. */
  readonly error: E;
  /** Absent: nothing is tried again. */
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
