import type { ContextStatusData } from '../tasks/ContextStatusData.js';
import { describeSome, describeTask, oneLine } from './describe.js';
import { TaggedError, type ErrorOrigin } from './TaggedError.js';

/** The options that bound how long we wait. */
export type WaitLimit = 'requestTimeout' | 'timeout' | 'maxRetries' | 'settlePolls';

/** What was waited for, and how far it got. */
export interface TimedOutFacts {
  /** The operation or stream that was waited for, for example `GetContextInfo` or `sync`. */
  readonly operation: string;
  /** The option whose bound was reached. */
  readonly limit: WaitLimit;
  /** The value of that option: milliseconds for the two timeouts, polls for the others. */
  readonly allowed: number;
  /** Polls made. */
  readonly polls?: number | undefined;
  /** What keeps the list from proving how a sync ended, with `settlePolls`. */
  readonly doubt?: string | undefined;
  /** What is listed instead of the tasks of a sync, with `settlePolls`; empty where nothing is. */
  readonly listed?: readonly ContextStatusData[] | undefined;
}

/**
 * A bound of ours was reached: we stopped waiting, whatever the service does. Transient where the bound is the
 * `requestTimeout` of one request.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { context } = new AGB().session('s-1');
 * const { error, handle } = await context.sync({ timeout: 60_000 });
 * if (error?._tag === 'TimedOut') console.log(error.limit, (await context.follow(handle)).state);
 * ```
 */
export class TimedOut extends TaggedError<'TimedOut'> implements TimedOutFacts {
  readonly operation: string;
  readonly limit: WaitLimit;
  readonly allowed: number;
  readonly polls: number;
  readonly doubt: string;
  readonly listed: readonly ContextStatusData[];

  constructor({ operation, limit, allowed, polls = 0, doubt = '', listed = [] }: TimedOutFacts, origin?: ErrorOrigin) {
    const reached = sentence(operation, limit, allowed, polls);
    const sentences = [reached, doubt, describeListed(listed), describeTrouble(origin?.cause)];
    super('TimedOut', sentences.filter(Boolean).join('; '), origin);
    this.operation = operation;
    this.limit = limit;
    this.allowed = allowed;
    this.polls = polls;
    this.doubt = doubt;
    // Who follows with others holds the same tasks: what is done to an error changes nothing of theirs.
    this.listed = listed.map((task) => ({ ...task }));
  }
}

/** As many tasks as a message tells; `listed` has all of them. */
const mostTold = 3;

const describeListed = (listed: readonly ContextStatusData[]): string =>
  listed.length === 0 ? '' : `listed is ${describeSome(listed, mostTold, describe)}`;

/** What kept it from being seen, where that is known. */
const describeTrouble = (cause: unknown): string =>
  cause instanceof TaggedError ? `the last trouble was: ${cause.message}` : '';

const describe = (task: ContextStatusData): string =>
  `${describeTask(task)} (${oneLine(task.status, 30) || 'no status'})`;

const sentence = (operation: string, limit: WaitLimit, allowed: number, polls: number): string => {
  switch (limit) {
    case 'requestTimeout':
      return `${operation} was not answered whole within \`requestTimeout\` (${allowed} ms)`;
    case 'timeout':
      return `${operation} was not seen to end within \`timeout\` (${allowed} ms, ${polls} polls made)`;
    case 'maxRetries':
      return `${operation} was not seen to end within \`maxRetries\` (${allowed} polls)`;
    case 'settlePolls':
      return `${operation} was not seen to begin: more than \`settlePolls\` (${allowed}) polls showed no new task of it`;
  }
};
