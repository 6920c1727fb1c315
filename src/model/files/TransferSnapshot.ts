import type { NotSucceeded, Succeeded, Underway } from '../results/Snapshot.js';

/** What all snapshots of a transfer share. */
export interface TransferFacts {
  /** The service's id of the request for the URL; empty where there was no answer. */
  readonly requestId: string;
  /** Bytes that went through. */
  readonly loaded: number;
  /** Bytes in all; undefined where nobody says. */
  readonly total: number | undefined;
}

/** A transfer that is not over. It is tried once, so there is nothing to warn of. */
export type TransferUnderway = Underway<TransferFacts & { warning?: undefined }>;

/** The storage took, or gave, the whole file. */
export type TransferSucceeded = Succeeded<TransferFacts>;

/** A transfer that was refused, or broke off. */
export type TransferNotSucceeded = NotSucceeded<TransferFacts>;

/** The last snapshot of a transfer, with `done: true`. */
export type TransferResult<Fields extends object = object> =
  | (TransferSucceeded & Readonly<Fields>)
  | (TransferNotSucceeded & { readonly [Key in keyof Fields]?: undefined });

/** How far a file is on its way to or from a context. */
export type TransferSnapshot<Fields extends object = object> =
  | (TransferUnderway & { readonly [Key in keyof Fields]?: undefined })
  | TransferResult<Fields>;
