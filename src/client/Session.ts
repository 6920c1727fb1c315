import type { Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import type { DoneResult } from '../model/contexts/Context.js';
import type { DeleteResult, SessionInfoResult } from '../model/sessions/SessionResult.js';
import { success } from '../model/results/Result.js';
import type { SessionOperation } from '../protocol/operations.js';
import { syncThenDelete, notDeleted } from '../streams/operations/syncThenDelete.js';
import { deleteSession } from '../streams/operations/deleteSession.js';
import { validated } from '../streams/validated.js';
import { callOperation, done } from './callOperation.js';
import type { ContextManager } from './ContextManager.js';
import type { ServiceClient } from './ServiceClient.js';
import type { RequestOptions } from '../model/options/RequestOptions.js';
import { deletePlan, type DeleteSessionOptions } from './SessionOptions.js';

/**
 * A running cloud sandbox.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const session = new AGB().session('s-1');
 * await session.context.sync({ mode: 'upload' });
 * await session.delete();
 * ```
 */
export class Session<Manager extends ContextManager = ContextManager> {
  /** The service's id of the session. */
  readonly sessionId: string;
  readonly #service: ServiceClient<SessionOperation>;
  // Not `#context`: through a Proxy, as Vue's `ref` and `reactive` are, a getter cannot read it.
  private readonly contextOf: () => Manager;

  /** @internal */
  constructor(
    service: ServiceClient<SessionOperation>,
    sessionId: string,
    contextManager: (session: Session<Manager>) => Manager,
  ) {
    this.sessionId = sessionId;
    this.#service = service;
    const context = contextManager(this);
    this.contextOf = () => context;
  }

  /** The contexts that are mounted in this session. */
  get context(): Manager {
    return this.contextOf();
  }

  /** The same object as `context`, under AgentBay's name. */
  get contextManager(): Manager {
    return this.contextOf();
  }

  /**
   * Reads the state of the session once.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const { status, errorMessage } = await new AGB().session('s-1').info();
   * console.log(status ?? errorMessage);
   * ```
   */
  readonly info$ = (options?: RequestOptions): Observable<SessionInfoResult> =>
    callOperation(
      this.#service,
      'GetSessionInfo',
      { given: options },
      () => ({ sessionId: this.sessionId }),
      ({ requestId, data }) => success(requestId, { status: data.status }),
    );

  /** `info$` as a promise. */
  readonly info = promised(this.info$);

  /**
   * Tells the service that the session is in use: its idle time begins anew.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const kept = await new AGB().session('s-1').keepAlive();
   * if (!kept.success) console.error(kept.errorMessage);
   * ```
   */
  readonly keepAlive$ = (options?: RequestOptions): Observable<DoneResult> =>
    callOperation(
      this.#service,
      'RefreshSessionIdleTime',
      { given: options },
      () => ({ sessionId: this.sessionId }),
      done,
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
      () => deletePlan(this.#service, options),
      ({ syncBefore, evenIfUnsynced, wait }) => {
        const { call, monotonicNow } = this.#service;
        const { sessionId } = this;
        const transport = {
          release: call('DeleteSession', { sessionId }, wait.requestTimeout),
          readStatus: call('GetSessionInfo', { sessionId }, wait.requestTimeout),
          monotonicNow,
        };
        const sync = syncBefore && this.context.sync$(syncBefore);
        return syncThenDelete({ sync, evenIfUnsynced, deletion: deleteSession(transport, wait) });
      },
      notDeleted,
    );

  /** `delete$` as a promise. */
  readonly delete = promised(this.delete$);
}
