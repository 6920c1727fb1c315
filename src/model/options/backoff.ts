import { milliseconds, numberIn } from './rules.js';
import type { Schedule } from '../sync/SyncOptions.js';

/** How delays grow. */
export interface BackoffOptions {
  /** The first delay, in milliseconds. */
  readonly initial: number;
  /**
   * What each delay is multiplied with to give the next one, 1 or more.
   * @default 2
   */
  readonly factor?: number | undefined;
  /**
   * The longest delay, in milliseconds.
   * @default 30 000
   */
  readonly max?: number | undefined;
  /**
   * The part of each delay that is left to chance, 0 to 1: with 0.2, a delay is cut by up to a fifth. It keeps many
   * clients from polling in step.
   * @default 0
   */
  readonly jitter?: number | undefined;
  /**
   * The source of chance: gives numbers from 0 to 1, without 1.
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
}

/**
 * A schedule whose delays grow by a factor up to a longest one, in whole milliseconds.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 *
 * @example
 * ```ts
 * import { AGB, backoff } from 'rx-context-sync';
 *
 * const retryInterval = backoff({ initial: 500, factor: 1.1, max: 5000 });
 * await new AGB().session('s-1').context.sync({ retryInterval });
 * ```
 */
export const backoff = (options: BackoffOptions): Schedule => {
  const initial = milliseconds('initial', options.initial);
  const factor = numberIn('factor', options.factor ?? 2, 1, Number.MAX_VALUE);
  const max = milliseconds('max', options.max ?? 30_000);
  const jitter = numberIn('jitter', options.jitter ?? 0, 0, 1);
  const random = options.random ?? Math.random;
  return (poll) => {
    // 0 * Infinity, after very many polls, is no number.
    const grown = initial === 0 ? 0 : initial * factor ** (poll - 1);
    return Math.round(Math.min(grown, max) * (1 - jitter * random()));
  };
};
