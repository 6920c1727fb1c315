import type { ContextError } from '../errors/ContextError.js';

/** What all snapshots of a transfer share. */
export interface TransferFacts {
  /** The service's id of the request for the URL; empty where there was no answer. */
  readonly requestId: string;
  /** Bytes that went through. */
  readonly loaded: number;
  /** Bytes in all; undefined where nobody says. */
  readonly total: number | undefined;
}

/** A transfer that is not over. */
export interface TransferUnderway extends TransferFacts {
  readonly done: false;
  readonly success: false;
  readonly errorMessage: '';
  readonly error?: undefined;
}

/** The storage took, or gave, the whole file. */
export interface TransferSucceeded extends TransferFacts {
  readonly done: true;
  readonly success: true;
  readonly errorMessage: '';
  readonly error?: undefined;
}

/** A transfer that was refused, or broke off. */
export interface TransferNotSucceeded extends TransferFacts {
  readonly done: true;
  readonly success: false;
  /** The message of `error`. */
  readonly errorMessage: string;
  readonly error: ContextError;
}

/** The last snapshot of a transfer, with `done: true`. */
export type TransferResult<Fields extends object = object> =
  (TransferSucceeded & Readonly<Fields>) | (TransferNotSucceeded & { readonly [Key in keyof Fields]?: undefined });

/** How far a file is on its way to or from a context. */
export type TransferSnapshot<Fields extends object = object> =
  (TransferUnderway & { readonly [Key in keyof Fields]?: undefined }) | TransferResult<Fields>;
