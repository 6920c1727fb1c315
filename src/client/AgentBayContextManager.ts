import type { Observable } from 'rxjs';
import type { AbortOptions } from '../adapters/AbortOptions.js';
import { iterable, type IterableObservable } from '../adapters/eachValueFrom.js';
import { promised } from '../adapters/promised.js';
import type { BindingsResult, BindResult, BindSnapshot } from '../model/contexts/Binding.js';
import { checkedContextSyncs, type ContextSync } from '../model/contexts/ContextSync.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { success } from '../model/results/Result.js';
import type { WaitOptions } from '../model/options/WaitOptions.js';
import { pollPlan } from '../model/options/PollPlan.js';
import type { BindingOperation, SessionOperation } from '../protocol/operations.js';
import { bindContexts, bindDefaults, notBound } from '../streams/operations/bindContexts.js';
import { validated } from '../streams/validated.js';
import { callOperation } from './callOperation.js';
import { ContextManager } from './ContextManager.js';
import type { ServiceClient } from './ServiceClient.js';
import type { RequestOptions } from '../model/options/RequestOptions.js';
import type { Session } from './Session.js';

/**
 * The contexts that are mounted in one session of AgentBay, where more can be mounted while the session runs.
 *
 * @example
 * ```ts
 * import { AgentBay, contextSync } from 'rx-context-sync';
 *
 * const { context } = new AgentBay().session('s-1');
 * await context.bind(contextSync('SdkCtx-1', '/tmp/my-data'));
 * await context.sync({ mode: 'download' });
 * ```
 */
export class AgentBayContextManager extends ContextManager {
  readonly #service: ServiceClient<SessionOperation | BindingOperation>;

  /** @internal */
  constructor(service: ServiceClient<SessionOperation | BindingOperation>, session: Session<AgentBayContextManager>) {
    super(service, session);
    this.#service = service;
  }

  /**
   * Mounts contexts in the running session, and follows until the service lists all of them at their paths: by default each
   * 2 s, for 120 s. What is not listed by then is in `missing`, and the result is not successful. One path takes one
   * context; paths below `/tmp/` are recommended.
   *
   * @example
   * ```ts
   * import { AgentBay, contextSync } from 'rx-context-sync';
   *
   * const { context } = new AgentBay().session('s-1');
   * const bound = await context.bind(contextSync('SdkCtx-1', '/tmp/my-data'));
   * if (!bound.success) console.error(bound.errorMessage, bound.missing);
   * ```
   */
  readonly bind$ = (
    contextSyncs: ContextSync | readonly ContextSync[],
    options?: WaitOptions,
  ): IterableObservable<BindSnapshot> =>
    iterable(
      validated(
        () => ({
          toBind: someContextSyncs(contextSyncs),
          plan: pollPlan(options, bindDefaults, this.#service),
        }),
        ({ toBind, plan }) => {
          const { call, monotonicNow } = this.#service;
          const { sessionId } = this.session;
          const transport = {
            bind: call('BindContexts', { sessionId, contextSyncs: toBind }, plan.requestTimeout),
            listBindings: call('DescribeSessionContexts', { sessionId }, plan.requestTimeout),
            monotonicNow,
          };
          return bindContexts(transport, toBind, plan);
        },
        notBound,
      ),
    );

  /** `bind$` as a promise. */
  readonly bind: (
    contextSyncs: ContextSync | readonly ContextSync[],
    options?: WaitOptions & AbortOptions,
  ) => Promise<BindResult> = promised(this.bind$);

  /**
   * Lists what is mounted in the session.
   *
   * @example
   * ```ts
   * import { AgentBay, unwrap } from 'rx-context-sync';
   *
   * const { bindings } = unwrap(await new AgentBay().session('s-1').context.listBindings());
   * for (const { contextName, path } of bindings) console.log(contextName, path);
   * ```
   */
  readonly listBindings$ = (options?: RequestOptions): Observable<BindingsResult> =>
    callOperation(
      this.#service,
      'DescribeSessionContexts',
      { given: options },
      () => ({ sessionId: this.session.sessionId }),
      ({ requestId, data }) => success(requestId, { bindings: data }),
    );

  /** `listBindings$` as a promise. */
  readonly listBindings = promised(this.listBindings$);
}

const someContextSyncs = (given: ContextSync | readonly ContextSync[]): readonly ContextSync[] => {
  const list = checkedContextSyncs('contextSyncs', Array.isArray(given) ? given : [given]);
  if (list.length > 0) return list;
  throw new InvalidRequest('contextSyncs', 'must not be empty');
};
