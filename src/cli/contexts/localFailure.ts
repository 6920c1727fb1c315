import { catchError, of, type MonoTypeOperatorFunction } from 'rxjs';
import type { TransferSnapshot } from '../../index.js';

/** A file that could not be read, or has no place, on this machine. */
export interface LocalFailure {
  readonly done: true;
  readonly success: false;
  readonly requestId: '';
  readonly loaded: 0;
  readonly total: undefined;
  readonly errorMessage: string;
  readonly error?: undefined;
}

/** A file on its way, or what this machine has against it. */
export type FileProgress = TransferSnapshot | LocalFailure;

/** Makes what this machine has against a file its end: the others go on. */
export const catchLocalFailure: MonoTypeOperatorFunction<FileProgress> = catchError((error: unknown) => {
  if (!isOfSystem(error)) throw error;
  return of(failed(error.message));
});

const isOfSystem = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;

const failed = (errorMessage: string): LocalFailure => ({
  done: true,
  success: false,
  requestId: '',
  loaded: 0,
  total: undefined,
  errorMessage,
});
