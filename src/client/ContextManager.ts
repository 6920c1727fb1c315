import type { Observable } from 'rxjs';
import { iterable, type IterableObservable } from '../adapters/eachValueFrom.js';
import type { AbortOptions } from '../adapters/AbortOptions.js';
import { promised } from '../adapters/promised.js';
import { syncPromise, type SyncPromise } from '../adapters/syncPromise.js';
import type { ContextInfoResult } from '../model/sync/ContextInfoResult.js';
import type { RequestOptions } from '../model/options/RequestOptions.js';
import type { InfoOptions } from '../model/sync/InfoOptions.js';
import type { SyncHandle } from '../model/sync/SyncHandle.js';
import type { FollowOptions, SyncOptions } from '../model/sync/SyncOptions.js';
import type { ContextSyncResult, SyncSnapshot } from '../model/sync/SyncSnapshot.js';
import type { SyncPrepareResult, SyncStartResult } from '../model/sync/SyncStartResult.js';
import type { WatchFilter, WatchOptions } from '../model/sync/WatchOptions.js';
import type { SessionOperation } from '../protocol/operations.js';
import { contextStreams, type ContextStreams } from '../streams/sync/contextStreams.js';
import type { StepMeans } from '../streams/sync/steps/advance.js';
import type { ContextTransport } from '../streams/sync/SyncTransport.js';
import type { ServiceClient } from './ServiceClient.js';
import type { Session } from './Session.js';

/**
 * The contexts that are mounted in one session: a session's `context`.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { context } = new AGB().session('s-1');
 * context.sync$({ mode: 'upload' }).subscribe(({ state, progress }) => console.log(state, progress.finished));
 * ```
 */
export class ContextManager {
  // Not `#session`: through a Proxy, as Vue's `ref` and `reactive` are, a getter cannot read it.
  private readonly sessionOf: () => Session;
  /**
   * What `advance` takes its steps with: a function, for neither JSON nor an inspector is to see it.
   *
   * @internal
   */
  readonly meansOf: () => StepMeans;
  readonly #streams: ContextStreams;

  /** @internal */
  constructor(service: ServiceClient<SessionOperation>, session: Session) {
    this.sessionOf = () => session;
    const transport: ContextTransport = {
      readStatus: (request, requestTimeout) => service.call('GetContextInfo', request, requestTimeout),
      readings: service.readings,
      trigger: (request, requestTimeout) => service.send('SyncContext', request, requestTimeout),
      turn: service.turn,
      admit: service.admit,
      monotonicNow: service.monotonicNow,
    };
    const place = { service: service.name, sessionId: session.sessionId };
    this.meansOf = () => ({ transport, place, defaults: service, log: service.log });
    this.#streams = contextStreams(transport, place, service, service.log, service.traceSync);
  }

  /** The session whose contexts these are. */
  get session(): Session {
    return this.sessionOf();
  }

  /**
   * Reads the sync status once: one result, then the end.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * new AGB()
   *   .session('s-1')
   *   .context.info$({ taskType: 'upload' })
   *   .subscribe((info) => {
   *     for (const task of info.contextStatusData) console.log(task.contextId, task.status);
   *   });
   * ```
   */
  readonly info$ = (options?: InfoOptions): Observable<ContextInfoResult> => this.#streams.info$(options);

  /** `info$` as a promise. */
  readonly info = promised(this.info$);

  /**
   * Triggers a sync and follows it: a snapshot for each poll, the last one with `done: true`. Each subscription is one
   * sync; unsubscribing stops the watching, not the service. An outcome is never a stream error. `onStart` is told the trigger's result
   * before the first poll, once for each subscription: its handle can be kept, and followed by whoever goes on.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const watching = new AGB()
   *   .session('s-1')
   *   .context.sync$({ contextId: 'SdkCtx-1', path: '/home/my-data', mode: 'upload' })
   *   .subscribe(({ state, progress }) => console.log(state, `${progress.finished}/${progress.total}`));
   * watching.unsubscribe();
   * ```
   */
  readonly sync$ = (
    options?: SyncOptions,
    onStart?: (result: SyncStartResult) => void,
  ): IterableObservable<SyncSnapshot> => iterable(this.#streams.sync$(options, onStart));

  /**
   * `sync$` as a promise of its result; with a `callback`, a promise of the trigger's result, and the callback is called
   * once, after the end.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const { context } = new AGB().session('s-1');
   * const result = await context.sync({ signal: AbortSignal.timeout(60_000) });
   * if (!result.success) console.error(result.state, result.errorMessage);
   *
   * await context.sync({ callback: (success, { progress }) => console.log(success, progress.total) });
   * ```
   */
  readonly sync: SyncPromise = syncPromise((options, onStart) => this.#streams.sync$(options, onStart));

  /** Triggers a sync without following it: one result, which holds the handle to follow. */
  readonly start$ = (options?: SyncOptions): Observable<SyncStartResult> => this.#streams.start$(options);

  /**
   * `start$` as a promise.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { context } = new AGB().session('s-1');
   * const { handle } = unwrap(await context.start({ mode: 'upload' }));
   * const stored = JSON.stringify(handle); // later, in another process:
   * const result = await context.follow(JSON.parse(stored));
   * console.log(result.state);
   * ```
   */
  readonly start = promised(this.start$);

  /**
   * The first half of `start$`: reads the status list, and gives a handle that can be triggered. Keep it, and trigger it soon: what
   * others do at the same place meanwhile passes for what this sync did.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { context } = new AGB().session('s-1');
   * const { handle } = unwrap(await context.prepare({ mode: 'upload' }));
   * console.log(JSON.stringify(handle)); // to be stored before `context.trigger(handle)`
   * ```
   */
  readonly prepare$ = (options?: SyncOptions): Observable<SyncPrepareResult> => this.#streams.prepare$(options);

  /** `prepare$` as a promise. */
  readonly prepare = promised(this.prepare$);

  /**
   * The second half of `start$`: triggers what was prepared, with one request. Whoever was killed meanwhile follows the handle that was
   * prepared: where a new task is listed it arrived, and without one the end is `unconfirmed`.
   */
  readonly trigger$ = (handle: SyncHandle, options?: RequestOptions): Observable<SyncStartResult> =>
    this.#streams.trigger$(handle, options);

  /**
   * `trigger$` as a promise.
   *
   * @example
   * ```ts
   * import { writeFile } from 'node:fs/promises';
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { context } = new AGB().session('s-1');
   * const { handle } = unwrap(await context.prepare({ mode: 'upload' }));
   * await writeFile('sync.json', JSON.stringify(handle));
   * const { handle: triggered } = await context.trigger(handle);
   * await writeFile('sync.json', JSON.stringify(triggered));
   * console.log((await context.follow(triggered)).state);
   * ```
   */
  readonly trigger: (handle: SyncHandle, options?: RequestOptions & AbortOptions) => Promise<SyncStartResult> =
    promised(this.trigger$);

  /**
   * Follows a sync that was started before. Never triggers one; can be subscribed any number of times.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { context } = new AGB().session('s-1');
   * const { handle } = unwrap(await context.start());
   * context.follow$(handle, { timeout: 600_000 }).subscribe(({ state, progress }) => console.log(state, progress.finished));
   * ```
   */
  readonly follow$ = (handle: SyncHandle, options?: FollowOptions): IterableObservable<SyncSnapshot> =>
    iterable(this.#streams.follow$(handle, options));

  /** `follow$` as a promise of its result. */
  readonly follow: (handle: SyncHandle, options?: FollowOptions & AbortOptions) => Promise<ContextSyncResult> =
    promised(this.follow$);

  /**
   * The status list for a dashboard: read again and again for as long as someone subscribes, and emitted when it changes.
   * A reading that failed is a failed result with the list as last seen, once; the watch goes on, and only permanent
   * trouble ends it.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * new AGB()
   *   .session('s-1')
   *   .context.watch$({ taskType: 'upload' }, { interval: 10_000 })
   *   .subscribe(({ contextStatusData, error }) => console.log(contextStatusData, error ? 'out of date' : ''));
   * ```
   */
  readonly watch$ = (filter?: WatchFilter, options?: WatchOptions): IterableObservable<ContextInfoResult> =>
    iterable(this.#streams.watch$(filter, options));
}
