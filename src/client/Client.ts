import type { Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import { someText } from '../model/check.js';
import { checkedContextSyncs } from '../model/ContextSync.js';
import type { DeleteResult } from '../model/DeleteResult.js';
import { success } from '../model/Result.js';
import { caller } from '../protocol/caller.js';
import type { Credentials, Dialect } from '../protocol/Dialect.js';
import { http } from '../protocol/http.js';
import { redactor } from '../protocol/redact.js';
import { ask } from './ask.js';
import type { ClientOptions } from './ClientOptions.js';
import { clientSettings, type ServiceDefaults } from './clientSettings.js';
import { ContextService } from './ContextService.js';
import type { Remote } from './Remote.js';
import { Session } from './Session.js';
import type { CreateSessionOptions, DeleteSessionOptions } from './SessionOptions.js';
import type { SessionResult } from './SessionResult.js';

/** What the clients of all services can do. */
export abstract class Client {
  readonly #remote: Remote;
  readonly #context: ContextService;

  /** @internal */
  protected constructor(dialect: (to: Credentials) => Dialect, defaults: ServiceDefaults, options?: ClientOptions) {
    const { apiKey, endpoint, requestTimeout, log } = clientSettings(options, defaults);
    // The key lives on in these functions only, where neither JSON nor an inspector sees it.
    const call = caller(dialect({ endpoint, apiKey }), http, redactor(apiKey), log);
    this.#remote = { call, requestTimeout, log };
    this.#context = new ContextService(this.#remote);
  }

  /** The contexts of the account. */
  get context(): ContextService {
    return this.#context;
  }

  /**
   * A session by its id, for example one that another SDK created. Sends nothing.
   *
   * @throws `InvalidRequest` if the id is blank.
   */
  readonly session = (sessionId: string): Session => new Session(this.#remote, someText('sessionId', sessionId));

  /**
   * Makes a session with contexts mounted in it.
   *
   * @example
   * ```ts
   * import { AGB, contextSync, unwrap } from 'rx-context-sync';
   *
   * const { session } = unwrap(
   *   await new AGB().create({
   *     imageId: 'agb-code-space-1',
   *     contextSyncs: [contextSync('SdkCtx-1', '/home/my-data')],
   *   }),
   * );
   * console.log(session.sessionId);
   * ```
   */
  readonly create$ = (options: CreateSessionOptions): Observable<SessionResult> =>
    ask(
      this.#remote,
      'CreateSession',
      { given: options, known: ['imageId', 'contextSyncs'] },
      ({ imageId, contextSyncs }) => ({
        imageId: someText('imageId', imageId),
        contextSyncs: checkedContextSyncs(contextSyncs ?? []),
      }),
      ({ requestId, data }) => success(requestId, { session: this.session(data.sessionId) }),
    );

  /** `create$` as a promise. */
  readonly create = promised(this.create$);

  /** Deletes a session and waits until it is gone: the same as the session's own `delete$`. */
  readonly delete$ = (session: Session, options?: DeleteSessionOptions): Observable<DeleteResult> =>
    session.delete$(options);

  /** `delete$` as a promise. */
  readonly delete = promised(this.delete$);
}
