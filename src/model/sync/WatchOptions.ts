import { knownOptions, milliseconds } from '../options/rules.js';
import { infoPlan, type InfoOptions, type InfoPlan } from './InfoOptions.js';

/** Which part of the status list to watch; all of it if nothing is given. */
export type WatchFilter = Pick<InfoOptions, 'contextId' | 'path' | 'taskType'>;

/** How the status list is watched. */
export interface WatchOptions {
  /**
   * Milliseconds between readings.
   * @default 5000
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
  defaultTimeout: number,
): WatchPlan => {
  const { interval, requestTimeout } = knownOptions(given, ['interval', 'requestTimeout']);
  const checked = knownOptions(filter, ['contextId', 'path', 'taskType']);
  return {
    ...infoPlan({ ...checked, requestTimeout }, defaultTimeout),
    interval: milliseconds('interval', interval ?? 5000, 1),
  };
};
