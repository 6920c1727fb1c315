import { filter, of, switchMap, type Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import { flag, knownOptions } from '../model/check.js';
import type { DeleteResult } from '../model/DeleteResult.js';
import { failure, success } from '../model/Result.js';
import type { SessionInfoResult } from '../model/SessionInfoResult.js';
import { deletion } from '../streams/deletion.js';
import { planned } from '../streams/planned.js';
import { ask } from './ask.js';
import { ContextManager } from './ContextManager.js';
import type { DeleteSessionOptions, SessionInfoOptions } from './SessionOptions.js';
import type { Remote } from './Remote.js';

/** A running cloud sandbox. */
export class Session {
  /** The service's id of the session. */
  readonly sessionId: string;
  readonly #remote: Remote;
  readonly #context: ContextManager;

  constructor(remote: Remote, sessionId: string) {
    this.sessionId = sessionId;
    this.#remote = remote;
    this.#context = new ContextManager(remote, this);
  }

  /** The contexts that are mounted in this session. */
  get context(): ContextManager {
    return this.#context;
  }

  /** The same object as `context`, under AgentBay's name. */
  get contextManager(): ContextManager {
    return this.#context;
  }

  /** Reads the state of the session once. */
  readonly info$ = (options?: SessionInfoOptions): Observable<SessionInfoResult> =>
    ask(
      this.#remote,
      'GetSessionInfo',
      { given: options, known: [] },
      () => ({ sessionId: this.sessionId }),
      ({ requestId, data }) => success(requestId, { status: data.status }),
    );

  /** `info$` as a promise. */
  readonly info = promised(this.info$);

  /**
   * Deletes the session and waits until it is gone: one result. With `syncContext`, all its contexts are synced first, and
   * where that is not confirmed the session is **not** deleted: the result holds the error of the sync.
   */
  readonly delete$ = (options?: DeleteSessionOptions): Observable<DeleteResult> =>
    planned(
      () => flag('syncContext', knownOptions(options, ['syncContext', 'signal']).syncContext ?? false),
      (syncContext) => (syncContext ? this.#syncedAndGone() : this.#gone()),
      failure,
    );

  /** `delete$` as a promise. */
  readonly delete = promised(this.delete$);

  #syncedAndGone(): Observable<DeleteResult> {
    return this.context.sync$().pipe(
      filter(({ done }) => done),
      switchMap((synced) => (synced.error === undefined ? this.#gone() : of(failure(synced.error)))),
    );
  }

  #gone(): Observable<DeleteResult> {
    const { call, requestTimeout } = this.#remote;
    const { sessionId } = this;
    return deletion({
      release: () => call('DeleteSession', { sessionId }, requestTimeout),
      readStatus: () => call('GetSessionInfo', { sessionId }, requestTimeout),
    });
  }
}
