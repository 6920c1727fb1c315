import type { Observable } from 'rxjs';
import { promised } from '../adapters/promised.js';
import { flag, someText } from '../model/check.js';
import type { ContextResult, GetContextOptions } from '../model/ContextResult.js';
import { success } from '../model/Result.js';
import { ask } from './ask.js';
import type { Remote } from './Remote.js';

/** The contexts of an account: a client's `context`. */
export class ContextService {
  readonly #remote: Remote;

  constructor(remote: Remote) {
    this.#remote = remote;
  }

  /**
   * Finds a context by its name, or makes it.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const agb = new AGB();
   * agb.context.get$('my-data', { create: true }).subscribe((found) => {
   *   console.log(found.success ? found.context.id : found.errorMessage);
   * });
   * ```
   */
  readonly get$ = (name: string, options?: GetContextOptions): Observable<ContextResult> =>
    ask(
      this.#remote,
      'GetContext',
      { given: options, known: ['create'] },
      ({ create }) => ({ name: someText('name', name), create: flag('create', create ?? false) }),
      ({ requestId, data }) => success(requestId, { context: data }),
    );

  /** `get$` as a promise. */
  readonly get = promised(this.get$);
}
