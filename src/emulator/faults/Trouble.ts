import * as t from 'io-ts';

/** The codec of a {@link Trouble}, for those that come as JSON. */
export const Trouble = t.readonly(
  t.exact(
    t.partial({
      operation: t.string,
      times: t.number,
      probability: t.number,
      seed: t.number,
      sessionId: t.string,
      contextId: t.string,
      after: t.number,
      until: t.literal('taskEnd'),
      httpStatus: t.number,
      code: t.string,
      message: t.string,
      retryAfter: t.union([t.number, t.string]),
      delay: t.number,
      connection: t.union([t.literal('reset'), t.literal('hang'), t.literal('cut'), t.literal('garble')]),
      contextStatus: t.unknown,
      tasks: t.union([t.literal('stale'), t.literal('hidden')]),
      taskDelay: t.number,
      taskError: t.string,
      clockSkew: t.number,
      clearDelay: t.number,
    }),
  ),
  'Trouble',
);

/** What is to go wrong. Without a kind of trouble it does nothing. */
export interface Trouble {
  /**
   * The operation that it is for, for example `GetContextInfo`; `PutFile` and `GetFile` are what is asked for at presigned
   * URLs, and `task` is a sync task.
   * @default all
   */
  readonly operation?: string | undefined;
  /**
   * How many calls it is for.
   * @default 1, or without end where a `probability` or `until` is given
   */
  readonly times?: number | undefined;
  /**
   * How likely it is at each call, 0 to 1.
   * @default 1
   */
  readonly probability?: number | undefined;
  /**
   * Makes chance repeatable: the same seed gives the same calls.
   * @default 1
   */
  readonly seed?: number | undefined;
  /**
   * Only calls that name this session, and its sync tasks.
   * @default those of all sessions, and of none
   */
  readonly sessionId?: string | undefined;
  /**
   * Only calls that name this context, requests to its presigned URLs, and its sync tasks.
   * @default those of all contexts, and of none
   */
  readonly contextId?: string | undefined;
  /**
   * How many of the calls that it is for pass before it begins: `3` for what goes wrong after the third poll. Those with which
   * something else goes wrong count too.
   * @default 0
   */
  readonly after?: number | undefined;
  /**
   * `taskEnd` ends it where a sync task succeeds or fails: the next one of this `sessionId` and `contextId`, or of any.
   * @default it ends by `times` alone
   */
  readonly until?: 'taskEnd' | undefined;
  /**
   * Refuse with this HTTP status.
   * @default 400 where a `code` is given, else it refuses nothing
   */
  readonly httpStatus?: number | undefined;
  /**
   * Refuse with this code of the API, for example `Throttling.User`.
   * @default `Trouble` where an `httpStatus` is given, else it refuses nothing
   */
  readonly code?: string | undefined;
  /**
   * What the refusal says.
   * @default a text that says so
   */
  readonly message?: string | undefined;
  /**
   * The refusal's `Retry-After`: seconds, or an HTTP date.
   * @default none
   */
  readonly retryAfter?: number | string | undefined;
  /**
   * Answer this much later, in milliseconds.
   * @default 0
   */
  readonly delay?: number | undefined;
  /**
   * `reset` closes the connection, `hang` never answers, `cut` breaks off in the body (of a PUT there is none: it is taken and not answered), `garble` answers something else.
   * @default the answer comes whole
   */
  readonly connection?: 'reset' | 'hang' | 'cut' | 'garble' | undefined;
  /**
   * Answer GetContextInfo with this in place of the status string.
   * @default the status string
   */
  readonly contextStatus?: unknown;
  /**
   * List tasks as the last answer did (`stale`), or none (`hidden`).
   * @default as they are
   */
  readonly tasks?: 'stale' | 'hidden' | undefined;
  /**
   * For the sync tasks that begin: how long they stay `Pending` in addition, in milliseconds.
   * @default 0
   */
  readonly taskDelay?: number | undefined;
  /**
   * For the sync tasks that begin: end in `Failed`, with this as the reason.
   * @default they do what they can
   */
  readonly taskError?: string | undefined;
  /**
   * Tell times that are this much off, in seconds.
   * @default 0
   */
  readonly clockSkew?: number | undefined;
  /**
   * For ClearContext: begin to clear this much later, in milliseconds. Until then the context is as available as it was, and
   * what comes to it goes with the rest.
   * @default 0
   */
  readonly clearDelay?: number | undefined;
}
