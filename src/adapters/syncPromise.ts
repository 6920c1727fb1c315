import type { Observable } from 'rxjs';
import type { SyncOptions } from '../model/sync/SyncOptions.js';
import type { ContextSyncResult, SyncSnapshot } from '../model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../model/sync/SyncStartResult.js';
import { splitSignal, type AbortOptions } from './AbortOptions.js';
import { promised } from './promised.js';
import { splitOption } from './splitOption.js';
import { withCallback, type SyncCallback } from './withCallback.js';

/** The two ways to await a sync. */
export interface SyncPromise {
  /** Settles with the trigger's result; the callback is told the end. */
  (options: SyncOptions & AbortOptions & { readonly callback: SyncCallback }): Promise<SyncStartResult>;
  /** Settles with the result of the sync. Rejects only when the signal is aborted, with its reason. */
  (options?: SyncOptions & AbortOptions & { readonly callback?: undefined }): Promise<ContextSyncResult>;
}

/** A sync, and who is told when its trigger is answered. */
export type SyncStream = (
  options?: SyncOptions,
  onStart?: (result: SyncStartResult) => void,
) => Observable<SyncSnapshot>;

type SyncPromiseOptions = SyncOptions & AbortOptions & { readonly callback?: SyncCallback | undefined };

/** Makes `sync` of `sync$`. */
export const syncPromise = (sync$: SyncStream): SyncPromise => {
  const end = promised((options?: SyncOptions) => sync$(options));

  function sync(given: SyncPromiseOptions & { readonly callback: SyncCallback }): Promise<SyncStartResult>;
  function sync(given?: SyncPromiseOptions & { readonly callback?: undefined }): Promise<ContextSyncResult>;
  async function sync(given?: SyncPromiseOptions): Promise<SyncStartResult | ContextSyncResult> {
    const { value: callback, options } = splitCallback(given);
    if (callback === undefined) return end(options);
    const { value: signal, options: syncOptions } = splitSignal(options);
    return withCallback((onStart) => sync$(syncOptions, onStart), callback, signal);
  }
  return sync;
};

const splitCallback = /* @__PURE__ */ splitOption(
  'callback',
  (value): value is SyncCallback => typeof value === 'function',
);
