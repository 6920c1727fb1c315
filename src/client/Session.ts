import type { Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import { flag, knownOptions } from '../model/options/rules.js';
import type { DoneResult } from '../model/contexts/ContextResult.js';
import type { DeleteResult } from '../model/sessions/DeleteResult.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { success } from '../model/results/Result.js';
import type { SessionInfoResult } from '../model/sessions/SessionInfoResult.js';
import { syncPlan } from '../model/sync/SyncPlan.js';
import { waitOptions, pollPlan } from '../model/options/PollPlan.js';
import { syncThenDelete, notDeleted } from '../streams/operations/syncThenDelete.js';
import { deleteSession, deleteDefaults } from '../streams/operations/deleteSession.js';
import { validated } from '../streams/operations/validated.js';
import { callOperation } from './callOperation.js';
import type { ContextManager } from './ContextManager.js';
import type { ServiceClient } from './ServiceClient.js';
import type { RequestOptions } from './RequestOptions.js';
import type { DeleteSessionOptions, SyncBeforeDelete } from './SessionOptions.js';

/** A running cloud sandbox. */
export class Session<Manager extends ContextManager = ContextManager> {
  /** The service's id of the session. */
  readonly sessionId: string;
  readonly #remote: ServiceClient;
  readonly #context: Manager;

  /** @internal */
  constructor(remote: ServiceClient, sessionId: string, contextManager: (session: Session<Manager>) => Manager) {
    this.sessionId = sessionId;
    this.#remote = remote;
    this.#context = contextManager(this);
  }

  /** The contexts that are mounted in this session. */
  get context(): Manager {
    return this.#context;
  }

  /** The same object as `context`, under AgentBay's name. */
  get contextManager(): Manager {
    return this.#context;
  }

  /** Reads the state of the session once. */
  readonly info$ = (options?: RequestOptions): Observable<SessionInfoResult> =>
    callOperation(
      this.#remote,
      'GetSessionInfo',
      { given: options },
      () => ({ sessionId: this.sessionId }),
      ({ requestId, data }) => success(requestId, { status: data.status }),
    );

  /** `info$` as a promise. */
  readonly info = promised(this.info$);

  /** Tells the service that the session is in use: its idle time begins anew. */
  readonly keepAlive$ = (options?: RequestOptions): Observable<DoneResult> =>
    callOperation(
      this.#remote,
      'RefreshSessionIdleTime',
      { given: options },
      () => ({ sessionId: this.sessionId }),
      ({ requestId }) => success(requestId, {}),
    );

  /** `keepAlive$` as a promise. */
  readonly keepAlive = promised(this.keepAlive$);

  /**
   * Deletes the session and waits until it is gone: one result. With `syncContext`, all its contexts are synced first, and
   * where that is not confirmed the session is **not** deleted, unless `evenIfUnsynced` says so: then the result's `state`
   * is `kept`, its `error` that of the sync, and `sync` all that is known of it.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const deleted = await new AGB().session('s-1').delete({ syncContext: true });
   * if (!deleted.success) console.error(deleted.state, deleted.errorMessage, deleted.sync?.contextStatusData);
   * ```
   */
  readonly delete$ = (options?: DeleteSessionOptions): Observable<DeleteResult> =>
    validated(
      () => {
        const checked = knownOptions(options, ['syncContext', 'evenIfUnsynced', ...waitOptions, 'signal']);
        return {
          sync: this.#syncBefore(checked.syncContext ?? false),
          evenIfUnsynced: flag('evenIfUnsynced', checked.evenIfUnsynced ?? false),
          deletion: this.#deletion(pollPlan(checked, deleteDefaults, this.#remote.requestTimeout)),
        };
      },
      syncThenDelete,
      notDeleted,
    );

  /** `delete$` as a promise. */
  readonly delete = promised(this.delete$);

  #syncBefore(asked: boolean | SyncBeforeDelete) {
    if (typeof asked !== 'object') return flag('syncContext', asked) ? this.context.sync$() : undefined;
    // A wrong option of it is a wrong option of the deletion.
    const { contextId, mode } = syncPlan(asked);
    if (contextId !== undefined) throw new InvalidRequest('contextId', 'is no option here: all contexts are synced');
    if (mode !== undefined && mode !== 'upload') throw new InvalidRequest('mode', 'must be upload: the rest is lost');
    return this.context.sync$(asked);
  }

  #deletion(plan: Parameters<typeof deleteSession>[1]) {
    const { call } = this.#remote;
    const { sessionId } = this;
    const transport = {
      release: (requestTimeout: number) => call('DeleteSession', { sessionId }, requestTimeout),
      readStatus: (requestTimeout: number) => call('GetSessionInfo', { sessionId }, requestTimeout),
    };
    return deleteSession(transport, plan);
  }
}
