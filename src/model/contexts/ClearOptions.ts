import type { ClientDefaults } from '../options/ClientDefaults.js';
import { waitRules, withDelays, type PollDefaults, type PollPlan } from '../options/PollPlan.js';
import { checkOptions, wholeNumber, withDefault } from '../options/rules.js';
import { delaysFrom, nothingKnown, type Schedule } from '../options/schedule.js';
import type { WaitOptions } from '../options/WaitOptions.js';
import type { WaitSnapshot } from '../results/Snapshot.js';

/** How a clearing is waited for: by default it is asked for each 2 s, for 60 s. */
export interface ClearOptions extends WaitOptions {
  /**
   * How long a clearing may take to begin: for so many intervals of the services' own clients (2 s), and for so many polls in a
   * row, the context may be as `available` as it was before; then it counts as cleared. Once it was seen to be cleared, this
   * does not matter. A `retryInterval` that is faster than that does not make it shorter; a client's `pacing` does, for it says how
   * fast its service is: then its intervals count, of a schedule the first delay, where they are shorter.
   * @default 3
   */
  readonly settlePolls?: number | undefined;
}

/** How a clearing goes, with every default filled in and every rule checked. */
export interface ClearPlan extends PollPlan {
  readonly settlePolls: number;
  /** How many milliseconds each of them counts for. */
  readonly settleInterval: number;
}

/** How the services' own clients wait for a clearing, in ms. */
export interface ClearDefaults extends PollDefaults {
  readonly settleInterval: number;
}

/**
 * Checks and completes the options of a clearing. The services' own clients take the first `available` for the end, 2 s after
 * the request (docs/protocol.md, section 4.5); nobody says how soon a clearing begins, so it is given three times as long.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 */
export const clearPlan = (
  options: ClearOptions | undefined,
  defaults: ClearDefaults,
  client: ClientDefaults,
): ClearPlan => ({
  ...withDelays(checkOptions({ ...waitRules(defaults, client), settlePolls: withDefault(wholeNumber(0), 3) }, options)),
  settleInterval: Math.min(defaults.settleInterval, firstDelayOf(client.pacing ?? defaults.settleInterval)),
});

const firstDelayOf = (pacing: number | Schedule): number =>
  typeof pacing === 'number' ? pacing : delaysFrom(pacing, nothingKnown).next().value;

/** What one poll showed of a context that is being cleared. It is clear when the service says `available`. */
export type ClearSnapshot = WaitSnapshot<{
  /** The state of the context as last read: `clearing`, `pre-available`, `available`, …; empty where none was read. */
  state: string;
}>;

/** The last snapshot of a clearing, with `done: true`. */
export type ClearResult = Extract<ClearSnapshot, { readonly done: true }>;
