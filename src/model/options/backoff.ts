import { callable, checkOptions, milliseconds, numberIn, withDefault } from './rules.js';

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

const backoffRules = {
  initial: milliseconds(),
  factor: withDefault(numberIn(1, Number.MAX_VALUE), 2),
  max: withDefault(milliseconds(), 30_000),
  jitter: withDefault(numberIn(0, 1), 0),
  random: withDefault(callable<() => number>(), Math.random),
};

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
export const backoff = (options: BackoffOptions): ((poll: number) => number) => {
  const { initial, factor, max, jitter, random } = checkOptions(backoffRules, options);
  return (poll) => {
    // 0 * Infinity, after very many polls, is no number.
    const grown = initial === 0 ? 0 : initial * factor ** (poll - 1);
    return Math.round(Math.min(grown, max) * (1 - jitter * random()));
  };
};

/**
 * The pace at which AgentBay's own clients poll, as a `retryInterval`: 500 ms at first, each delay 1.1 times the one before,
 * 5000 ms at most (docs/protocol.md, section 6.1).
 *
 * @example
 * ```ts
 * import { AgentBay, agentBayPacing } from 'rx-context-sync';
 *
 * await new AgentBay().session('s-1').context.sync({ retryInterval: agentBayPacing });
 * ```
 */
export const agentBayPacing: (poll: number) => number = /* @__PURE__ */ backoff({
  initial: 500,
  factor: 1.1,
  max: 5000,
});
