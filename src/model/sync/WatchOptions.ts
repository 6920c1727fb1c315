import type { ClientDefaults } from '../options/ClientDefaults.js';
import { checkOptions, milliseconds, withDefault } from '../options/rules.js';
import { filterRules, type InfoOptions, type InfoPlan } from './InfoOptions.js';

/** Which part of the status list to watch; all of it if nothing is given. */
export type WatchFilter = Pick<InfoOptions, 'contextId' | 'path' | 'taskType'>;

/** How the status list is watched. */
export interface WatchOptions {
  /**
   * Milliseconds between readings.
   * @default the client's `pacing` where that is a number; else 5000
   */
  readonly interval?: number | undefined;
  /**
   * How long one request may take, its body included, in milliseconds; a longer one counts as failed.
   * @default the client's: 60 000
   */
  readonly requestTimeout?: number | undefined;
}

/** Checked {@link WatchFilter} and {@link WatchOptions}. */
export interface WatchPlan extends InfoPlan {
  readonly interval: number;
}

/**
 * Checks the arguments of `watch$`.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 */
export const watchPlan = (
  filter: WatchFilter | undefined,
  given: WatchOptions | undefined,
  { pacing, requestTimeout }: ClientDefaults,
): WatchPlan => ({
  ...checkOptions(filterRules, filter),
  ...checkOptions(
    {
      interval: withDefault(milliseconds(1), typeof pacing === 'number' ? pacing : 5000),
      requestTimeout: withDefault(milliseconds(1), requestTimeout),
    },
    given,
  ),
});
