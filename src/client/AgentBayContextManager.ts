import type { Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import type { BindingsResult } from '../model/Binding.js';
import type { BindSnapshot } from '../model/BindSnapshot.js';
import { knownOptions } from '../model/check.js';
import { checkedContextSyncs, type ContextSync } from '../model/ContextSync.js';
import { InvalidRequest } from '../model/errors/InvalidRequest.js';
import { success } from '../model/Result.js';
import type { WaitOptions } from '../model/WaitOptions.js';
import { waitOptions, waitPlan } from '../model/WaitPlan.js';
import type { OperationName } from '../protocol/operations.js';
import { binding, bindingPace, notBound } from '../streams/binding.js';
import { planned } from '../streams/planned.js';
import { ask } from './ask.js';
import { ContextManager } from './ContextManager.js';
import type { Remote } from './Remote.js';
import type { RequestOptions } from './RequestOptions.js';
import type { Session } from './Session.js';

/** The contexts that are mounted in one session of AgentBay, where more can be mounted while the session runs. */
export class AgentBayContextManager extends ContextManager {
  readonly #remote: Remote<OperationName>;

  /** @internal */
  constructor(remote: Remote<OperationName>, session: Session<AgentBayContextManager>) {
    super(remote, session);
    this.#remote = remote;
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
  ): Observable<BindSnapshot> =>
    planned(
      () => ({
        toBind: someContextSyncs(contextSyncs),
        plan: waitPlan(knownOptions(options, [...waitOptions, 'signal']), bindingPace, this.#remote.requestTimeout),
      }),
      ({ toBind, plan }) => {
        const { call } = this.#remote;
        const { sessionId } = this.session;
        const transport = {
          bind: (list: readonly ContextSync[], requestTimeout: number) =>
            call('BindContexts', { sessionId, contextSyncs: list }, requestTimeout),
          listBindings: (requestTimeout: number) => call('DescribeSessionContexts', { sessionId }, requestTimeout),
        };
        return binding(transport, toBind, plan);
      },
      notBound,
    );

  /** `bind$` as a promise. */
  readonly bind = promised(this.bind$);

  /** Lists what is mounted in the session. */
  readonly listBindings$ = (options?: RequestOptions): Observable<BindingsResult> =>
    ask(
      this.#remote,
      'DescribeSessionContexts',
      { given: options },
      () => ({ sessionId: this.session.sessionId }),
      ({ requestId, data }) => success(requestId, { bindings: data }),
    );

  /** `listBindings$` as a promise. */
  readonly listBindings = promised(this.listBindings$);
}

const someContextSyncs = (given: ContextSync | readonly ContextSync[]): readonly ContextSync[] => {
  const list = checkedContextSyncs(Array.isArray(given) ? given : [given]);
  if (list.length > 0) return list;
  throw new InvalidRequest('contextSyncs', 'must not be empty');
};
