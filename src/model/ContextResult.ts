import type { Context } from './Context.js';
import type { Result } from './Result.js';

/** How a context is looked for. */
export interface GetContextOptions {
  /**
   * Make the context where there is none of that name.
   * @default false
   */
  readonly create?: boolean | undefined;
  /**
   * How long the request may take, its body included, in milliseconds.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** A context, or why there is none. */
export type ContextResult = Result<{ context: Context }>;
