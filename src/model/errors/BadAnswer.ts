import { TaggedError, type ErrorOrigin } from './TaggedError.js';

/** Where an answer is not what the protocol says. Never the value that stands there. */
export interface BadAnswerFacts {
  /** The operation that was asked for, for example `GetContextInfo`. */
  readonly operation: string;
  /** The place in the payload, for example `data.contextStatus`; empty = the whole payload. */
  readonly where: string;
  /** What should be there. */
  readonly expected: string;
  /** The service's id of the request; empty where it gave none. */
  readonly requestId: string;
}

/**
 * The answer cannot be read. Transient: the next one may be whole.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { error } = await new AGB().list();
 * if (error?._tag === 'BadAnswer') console.error(error.where, error.expected);
 * ```
 */
export class BadAnswer extends TaggedError<'BadAnswer'> implements BadAnswerFacts {
  readonly operation: string;
  readonly where: string;
  readonly expected: string;
  readonly requestId: string;

  constructor({ operation, where, expected, requestId }: BadAnswerFacts, origin?: ErrorOrigin) {
    super(
      'BadAnswer',
      `${operation} was answered with something unreadable: ${where || 'the body'} is not ${expected}`,
      origin,
    );
    this.operation = operation;
    this.where = where;
    this.expected = expected;
    this.requestId = requestId;
  }
}
