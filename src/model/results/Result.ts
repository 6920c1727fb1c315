import type { ContextError } from '../errors/ContextError.js';

/** The fields that each result has, beside its own. `if (result.success)` narrows. */
export type Result<Fields extends object> = Success<Fields> | Failure<Fields>;

/** A result that carries what was asked for. */
export type Success<Fields extends object> = {
  /** True: what was asked for is here. */
  readonly success: true;
  /** The service's id of the request. */
  readonly requestId: string;
  /** Empty: there is no error. */
  readonly errorMessage: '';
  /** Absent: there is none. */
  readonly error?: undefined;
} & Readonly<Fields>;

/** A result that carries the error instead. */
export type Failure<Fields extends object = object> = {
  /** False: `error` says why. */
  readonly success: false;
  /** The service's id of the request; empty when it never answered. */
  readonly requestId: string;
  /** The message of `error`. */
  readonly errorMessage: string;
  /** What went wrong: its `_tag` tells the kind, and `isTransient` whether another try is worth it. */
  readonly error: ContextError;
} & { readonly [Key in keyof Fields]?: undefined };

/** Builds the successful result. */
export const success = <Fields extends object>(requestId: string, fields: Fields): Success<Fields> => ({
  success: true,
  requestId,
  errorMessage: '',
  ...fields,
});

/** Builds the failed result of an error. */
export const failure = (error: ContextError) => ({
  success: false as const,
  requestId: 'requestId' in error ? error.requestId : '',
  errorMessage: error.message,
  error,
});
