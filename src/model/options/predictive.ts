import { checkOptions, milliseconds, optional, withDefault } from './rules.js';
import type { Schedule } from './schedule.js';
import { clampDelay } from './timerRange.js';

/** How closely polls follow each other, around when the end is expected and far from it. */
export interface PredictiveOptions {
  /**
   * The delay where nothing is known of earlier tasks, in milliseconds, 1 or more. Around the expected end, delays are never less
   * than half of it.
   * @default 1500
   */
  readonly interval?: number | undefined;
  /**
   * The longest delay, in milliseconds, 1 or more: so late an end can be seen, however wrong the guess is.
   * @default 3 times `interval`
   */
  readonly max?: number | undefined;
}

const predictiveRules = {
  interval: withDefault(milliseconds(1), 1500),
  max: optional(milliseconds(1)),
};

/**
 * A schedule that learns from how long earlier tasks of the same context, path and type took: few polls until the end is near, many
 * around when it is likely, and an `interval` again once it did not come then, or where nothing is known. In whole milliseconds.
 *
 * It is for tasks that take about as long each time. At the same mean delay as a plain interval it makes a quarter fewer polls after
 * one of them, a third fewer after three, and half as many where they hardly vary. Where they vary by their whole length, a plain
 * interval does as well or better. However wrong the guess is, delays are `max` at most, and with the default one there are never
 * more polls than with the plain interval. Those who follow one session with the same number of milliseconds share their polls; with
 * a schedule, each has its own.
 *
 * @throws `InvalidRequest` that names the option and the rule.
 *
 * @example
 * ```ts
 * import { AGB, predictive } from 'rx-context-sync';
 *
 * await new AGB().session('s-1').context.sync({ retryInterval: predictive({ interval: 1000 }) });
 * ```
 */
export const predictive = (options?: PredictiveOptions): Schedule => {
  const { interval, max = clampDelay(3 * interval) } = checkOptions(predictiveRules, options);
  return (_poll, { elapsed, history }) => {
    const best = interval / Math.sqrt(urgencyAfter(elapsed, guessFrom(history)));
    return Math.round(Math.min(best, max));
  };
};

/** How long it may take, on a scale of logarithms: half as long is as likely as twice as long. */
interface Guess {
  /** In ms. */
  readonly typical: number;
  /** The standard deviation of the logarithm: 0.1 is about 10 %. */
  readonly spread: number;
}

/** Older tasks may have been unlike those of now; and who takes more of them for sure polls at less than half an interval. */
const mostSamples = 20;

/** Services tell whole seconds (docs/protocol.md, section 5.3). */
const leastSample = 1000;

/** What is taken for the squared spread before anything is known; each sample gives it less weight. */
const priorVariance = 0.5;

/** What varies more than this tells nothing of when the end comes. */
const mostVariance = 1;

const guessFrom = (history: readonly number[]): Guess | undefined => {
  const logs = history.slice(-mostSamples).map((took) => Math.log(clampDelay(Math.max(took, leastSample))));
  if (logs.length === 0) return undefined;
  const mean = sumOf(logs) / logs.length;
  const variance = (priorVariance + sumOf(logs.map((log) => (log - mean) ** 2))) / logs.length;
  return variance > mostVariance ? undefined : { typical: Math.exp(mean), spread: Math.sqrt(variance) };
};

/** The chance that a guess is about something else. */
const wrong = 0.05;

/** The scale of a logistic distribution whose standard deviation is 1: sqrt(3) / pi. Bundlers drop a plain number where it is not used. */
const logisticScale = 0.5513;

/**
 * How many times likelier the end is now than for one who only knows how long it takes on average. If one poll is worth `p` ms of
 * delay and the end comes at a rate of `h` per ms, the best delay is `sqrt(2 p / h)`: it goes with 1 / sqrt(urgency).
 *
 * The guess is a log-logistic distribution: as good as a lognormal one, and its hazard is a simple formula. It is scaled so that a
 * spread of a half, of which little can be learnt, makes no great difference at the typical time.
 */
const urgencyAfter = (elapsed: number, guess: Guess | undefined): number => {
  if (guess === undefined) return 1;
  const { typical, spread } = guess;
  const ratio = typical / Math.max(elapsed, 1);
  /** Of an end that is yet to come, if the guess is right. */
  const odds = ratio ** (1 / (logisticScale * spread));
  // The longer it goes on beyond the guess, the less that is worth.
  const trusted = 1 / (1 + wrong + wrong / odds);
  return Math.max(1, (ratio / spread) * trusted) / (1 + odds);
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
