import type { Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import { flag, nonBlank, withDefault } from '../model/options/rules.js';
import { clearPlan, type ClearOptions, type ClearSnapshot } from '../model/contexts/ClearOptions.js';
import type { ContextListResult, ContextResult, ContextStateResult, DoneResult } from '../model/contexts/Context.js';
import { success } from '../model/results/Result.js';
import { clearContext, clearDefaults, notCleared } from '../streams/operations/clearContext.js';
import { validated } from '../streams/validated.js';
import { callOperation } from './callOperation.js';
import { ContextFiles } from './ContextFiles.js';
import { contextPages, contextQuery, type GetContextOptions, type UpdateContextOptions } from './ContextOptions.js';
import type { ListOptions } from './ListOptions.js';
import { listAll, listItems } from '../streams/operations/lists.js';
import type { ServiceClient } from './ServiceClient.js';
import type { RequestOptions } from './RequestOptions.js';

/** The contexts of an account: a client's `context`. */
export class ContextService extends ContextFiles {
  readonly #client: ServiceClient;

  /** @internal */
  constructor(client: ServiceClient) {
    super(client);
    this.#client = client;
  }

  /**
   * Finds a context by its name, or makes it; or finds it by its id.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const agb = new AGB();
   * agb.context.get$('my-data', { create: true }).subscribe((found) => {
   *   console.log(found.success ? found.context.id : found.errorMessage);
   * });
   * agb.context.get$({ contextId: 'SdkCtx-1' }).subscribe(({ context }) => console.log(context?.state));
   * ```
   */
  readonly get$ = (
    which: string | { readonly contextId: string },
    options?: GetContextOptions,
  ): Observable<ContextResult> =>
    callOperation(
      this.#client,
      'GetContext',
      { given: options, rules: { create: withDefault(flag, false) } },
      ({ create }) => contextQuery(which, create),
      ({ requestId, data }) => success(requestId, { context: data }),
    );

  /** `get$` as a promise. */
  readonly get = promised(this.get$);

  /** Makes a context of that name; where there is one, gives it. */
  readonly create$ = (name: string, options?: RequestOptions): Observable<ContextResult> =>
    callOperation(
      this.#client,
      'GetContext',
      { given: options },
      () => ({ name: nonBlank('name', name), create: true }),
      ({ requestId, data }) => success(requestId, { context: data }),
    );

  /** `create$` as a promise. */
  readonly create = promised(this.create$);

  /**
   * Lists the contexts of the account, one by one; the next page is asked for when it is wanted. A failure comes last.
   *
   * @example
   * ```ts
   * import { AGB, throwOnFailure } from 'rx-context-sync';
   * import { find, map } from 'rxjs';
   *
   * new AGB().context
   *   .list$()
   *   .pipe(throwOnFailure(), map(({ context }) => context), find(({ state }) => state === 'available'))
   *   .subscribe((context) => console.log(context?.name));
   * ```
   */
  readonly list$ = (options?: ListOptions): Observable<ContextResult> =>
    listItems(
      () => contextPages(this.#client, options),
      (context) => ({ context }),
    );

  /**
   * The contexts of the account as a promise of one list: all of it, or `maxPages` pages.
   *
   * @example
   * ```ts
   * import { AGB, unwrap } from 'rx-context-sync';
   *
   * const { contexts, nextToken } = unwrap(await new AGB().context.list({ maxResults: 50, maxPages: 1 }));
   * console.log(contexts.length, nextToken === '' ? 'that is all' : 'there are more');
   * ```
   */
  readonly list = promised((options?: ListOptions): Observable<ContextListResult> =>
    listAll(
      () => contextPages(this.#client, options),
      (contexts, { nextToken, totalCount }) => ({ contexts, nextToken, totalCount }),
    ),
  );

  /** Gives a context another name. */
  readonly update$ = (contextId: string, options: UpdateContextOptions): Observable<DoneResult> =>
    callOperation(
      this.#client,
      'ModifyContext',
      { given: options, rules: { name: nonBlank } },
      ({ name }) => ({ contextId: nonBlank('contextId', contextId), name }),
      ({ requestId }) => success(requestId, {}),
    );

  /** `update$` as a promise. */
  readonly update = promised(this.update$);

  /** Deletes a context, with all that it holds. */
  readonly delete$ = (contextId: string, options?: RequestOptions): Observable<DoneResult> =>
    callOperation(
      this.#client,
      'DeleteContext',
      { given: options },
      () => ({ contextId: nonBlank('contextId', contextId) }),
      ({ requestId }) => success(requestId, {}),
    );

  /** `delete$` as a promise. */
  readonly delete = promised(this.delete$);

  /**
   * Deletes all that a context holds: a snapshot for each poll of its state, until it is `available` again; by default each
   * 2 s, for 60 s. Where it was never seen in another state, `settlePolls` says how long it must stay `available`: by default
   * 6 s, for the clearing may only begin late.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * new AGB().context.clear$('SdkCtx-1').subscribe(({ state, done, errorMessage }) => {
   *   console.log(state, done, errorMessage);
   * });
   * ```
   */
  readonly clear$ = (contextId: string, options?: ClearOptions): Observable<ClearSnapshot> =>
    validated(
      () => ({
        context: { contextId: nonBlank('contextId', contextId) },
        plan: clearPlan(options, clearDefaults, this.#client.requestTimeout),
      }),
      ({ context, plan }) => {
        const { call, monotonicNow } = this.#client;
        const transport = {
          clear: call('ClearContext', context, plan.requestTimeout),
          readState: call('GetContext', context, plan.requestTimeout),
          monotonicNow,
        };
        return clearContext(transport, plan);
      },
      notCleared,
    );

  /** `clear$` as a promise of its result. */
  readonly clear = promised(this.clear$);

  /** Reads the state of a context once. */
  readonly clearStatus$ = (contextId: string, options?: RequestOptions): Observable<ContextStateResult> =>
    callOperation(
      this.#client,
      'GetContext',
      { given: options },
      () => ({ contextId: nonBlank('contextId', contextId) }),
      ({ requestId, data }) => success(requestId, { state: data.state }),
    );

  /** `clearStatus$` as a promise. */
  readonly clearStatus = promised(this.clearStatus$);
}
