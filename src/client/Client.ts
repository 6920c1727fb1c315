import type { Observable } from 'rxjs';
import type { AbortOptions } from '../adapters/AbortOptions.js';
import { iterable, type IterableObservable } from '../adapters/eachValueFrom.js';
import { promised } from '../adapters/promised.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import type { PollDefaults } from '../model/options/PollPlan.js';
import { nonBlank } from '../model/options/rules.js';
import { success } from '../model/results/Result.js';
import type {
  DeleteResult,
  CreateSessionResult,
  CreateSessionSnapshot,
  SessionEntryResult,
  SessionListResult,
  SessionResult,
} from '../model/sessions/SessionResult.js';
import type { Data } from '../protocol/operations.js';
import { createSession, notCreated } from '../streams/operations/createSession.js';
import { listAll, listItems } from '../streams/operations/lists.js';
import { notDeleted } from '../streams/operations/syncThenDelete.js';
import { validated } from '../streams/validated.js';
import { callOperation } from './callOperation.js';
import type { ClientOptions } from './ClientOptions.js';
import { clientSettings } from './clientSettings.js';
import type { ContextManager } from './ContextManager.js';
import { ContextService } from './ContextService.js';
import type { ServiceDefinition } from './defineService.js';
import type { RequestOptions } from '../model/options/RequestOptions.js';
import type { ServiceClient } from './ServiceClient.js';
import { Session } from './Session.js';
import {
  createPlan,
  sessionPages,
  type CreateSessionOptions,
  type DeleteSessionOptions,
  type ListSessionsOptions,
} from './SessionOptions.js';

/**
 * What the clients of all services can do.
 *
 * @example
 * ```ts
 * import { AGB, AgentBay, type Client, type ContextManager } from 'rx-context-sync';
 *
 * const countSessions = async (client: Pick<Client<ContextManager>, 'list'>): Promise<number | undefined> =>
 *   (await client.list({ maxPages: 1 })).totalCount;
 * console.log(await countSessions(new AGB()), await countSessions(new AgentBay({ apiKey: 'your-key' })));
 * ```
 */
export abstract class Client<
  Manager extends ContextManager,
  Options extends CreateSessionOptions = CreateSessionOptions,
> {
  readonly #downloadDefaults: PollDefaults;
  readonly #service: ServiceClient;
  readonly #sessionOf: (sessionId: string) => Session<Manager>;
  // Not `#context`: through a Proxy, as Vue's `ref` and `reactive` are, a getter cannot read it.
  private readonly contextOf: () => ContextService;

  /** @internal */
  protected constructor(
    definition: ServiceDefinition<Manager>,
    /** How the service's own clients wait for the downloads that a session begins with. */
    downloadDefaults: PollDefaults,
    options?: ClientOptions,
  ) {
    const { service, contextManager } = definition.connect(clientSettings(options, definition.defaults));
    this.#downloadDefaults = downloadDefaults;
    this.#service = service;
    this.#sessionOf = (sessionId) => new Session(service, sessionId, contextManager);
    const context = new ContextService(service);
    this.contextOf = () => context;
  }

  /** The contexts of the account. */
  get context(): ContextService {
    return this.contextOf();
  }

  /**
   * A session by its id, for example one that another SDK created. Sends nothing.
   *
   * @throws `InvalidRequest` if the id is blank.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const result = await new AGB().session('s-1').context.sync();
   * console.log(result.state);
   * ```
   */
  readonly session = (sessionId: string): Session<Manager> => this.#sessionOf(nonBlank('sessionId', sessionId));

  /**
   * Makes a session with contexts mounted in it: a snapshot once it is there, then one for each poll of the downloads that
   * it begins with. A download that fails or is missing is told in `downloads`; the session is handed out all the same.
   *
   * @example
   * ```ts
   * import { AGB, contextSync } from 'rx-context-sync';
   *
   * new AGB()
   *   .create$({ imageId: 'agb-code-space-1', contextSyncs: [contextSync('SdkCtx-1', '/home/my-data')] })
   *   .subscribe(({ session, downloads, errorMessage }) => {
   *     console.log(session?.sessionId, downloads?.state, downloads?.progress, errorMessage);
   *   });
   * ```
   */
  readonly create$ = (options: Options): IterableObservable<CreateSessionSnapshot<Session<Manager>>> =>
    iterable(
      validated<ReturnType<typeof createPlan>, CreateSessionSnapshot<Session<Manager>>>(
        () => createPlan(this.#service, this.#downloadDefaults, options),
        ({ newSession, ...plan }) => {
          const { call, readings, monotonicNow } = this.#service;
          const transport = {
            create: call('CreateSession', newSession, plan.wait.requestTimeout),
            readings,
            sessionOf: this.#sessionOf,
            monotonicNow,
          };
          return createSession(transport, plan);
        },
        notCreated,
      ),
    );

  /**
   * `create$` as a promise.
   *
   * @example
   * ```ts
   * import { AgentBay, contextSync, unwrap } from 'rx-context-sync';
   *
   * const contextSyncs = [contextSync('SdkCtx-1', '/home/my-data')];
   * const { session, downloads } = unwrap(await new AgentBay().create({ contextSyncs }));
   * if (!downloads.success) console.warn(session.sessionId, downloads.state, downloads.missing);
   * ```
   */
  readonly create: (options: Options & AbortOptions) => Promise<CreateSessionResult<Session<Manager>>> = promised(
    this.create$,
  );

  /**
   * Finds a session that is there.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { session, status } = unwrap(await new AGB().get('s-1'));
   * console.log(session.sessionId, status);
   * ```
   */
  readonly get$ = (sessionId: string, options?: RequestOptions): Observable<SessionResult<Session<Manager>>> =>
    callOperation(
      this.#service,
      'GetSession',
      { given: options },
      () => ({ sessionId: nonBlank('sessionId', sessionId) }),
      ({ requestId, data: { status, resourceUrl, ...found } }) =>
        success(requestId, { session: this.#sessionOf(found.sessionId), status, resourceUrl }),
    );

  /** `get$` as a promise. */
  readonly get = promised(this.get$);

  /**
   * Lists the sessions of the account, one by one; the next page is asked for when it is wanted. A failure comes last.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   * import { take } from 'rxjs';
   *
   * new AGB()
   *   .list$({ labels: { project: 'a' } })
   *   .pipe(take(3))
   *   .subscribe(({ session, status, errorMessage }) => console.log(session?.sessionId ?? errorMessage, status));
   * ```
   */
  readonly list$ = (options?: ListSessionsOptions): IterableObservable<SessionEntryResult<Session<Manager>>> =>
    iterable(listItems(() => sessionPages(this.#service, options), this.#entry));

  /** The sessions of the account as a promise of one list: all of it, or `maxPages` pages. */
  readonly list = promised((options?: ListSessionsOptions): Observable<SessionListResult<Session<Manager>>> =>
    listAll(
      () => sessionPages(this.#service, options),
      (entries, { nextToken, totalCount }) => ({ sessions: entries.map(this.#entry), nextToken, totalCount }),
    ),
  );

  /**
   * Deletes a session and waits until it is gone: the same as the session's own `delete$`.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const agb = new AGB();
   * const deleted = await agb.delete(agb.session('s-1'), { syncContext: true });
   * if (!deleted.success) console.error(deleted.state, deleted.errorMessage);
   * ```
   */
  readonly delete$ = (session: Session, options?: DeleteSessionOptions): Observable<DeleteResult> =>
    validated(
      () => checkedSession(session),
      (checked) => checked.delete$(options),
      notDeleted,
    );

  /** `delete$` as a promise. */
  readonly delete = promised(this.delete$);

  readonly #entry = ({ sessionId, sessionStatus: status }: Data<'ListSession'>[number]) => ({
    session: this.#sessionOf(sessionId),
    status,
  });
}

const checkedSession = (session: unknown): Session => {
  if (session instanceof Session) return session as Session;
  throw new InvalidRequest('session', 'must be a session: `session(id)` gives one');
};
