import { longestMessage, oneLine } from './describe.js';
import { plainCopy, type JsonObject } from './plain.js';
import type { SyncHistory } from './SyncHistory.js';

/**
 * What the members of the error family share: a real `Error` with a `_tag`, whose JSON has the message too. The message is one
 * line of at most 2000 characters; the fields keep the texts of a service whole. One that ended a sync has the fields of its
 * {@link SyncHistory} as well.
 */
export abstract class TaggedError<Tag extends string> extends Error {
  /** Tells the members of the family apart, also across realms and copies of this library. */
  readonly _tag: Tag;

  constructor(tag: Tag, message: string, { cause, history, nextStep }: ErrorOrigin = {}) {
    const end = nextStep ? `; ${nextStep}` : '';
    const text = oneLine(message, longestMessage - end.length);
    super(end ? text.replace(/\.$/, '') + end : text, cause === undefined ? undefined : { cause });
    this._tag = tag;
    // Not enumerable: printed errors would show it beside `_tag`.
    Object.defineProperty(this, 'name', { value: tag });
    Object.assign(this, history);
  }

  /**
   * The fields and the message, and of the cause as much, or its message where it is none of the family. No stack. `errorFromJSON`
   * makes the error of it again.
   *
   * @example
   * ```ts
   * import { AGB } from 'rx-context-sync';
   *
   * const { error } = await new AGB().session('s-1').context.sync();
   * if (error) console.error(JSON.stringify(error)); // writes what `toJSON` gives
   * ```
   */
  toJSON(): JsonObject {
    return jsonOf(this, 0);
  }
}

/** Causes that go deeper may go in a circle. */
const deepest = 8;

const jsonOf = (error: TaggedError<string>, depth: number): JsonObject => {
  const cause = causeOf(error.cause, depth + 1);
  // Where somebody put it there later, it is a field like others.
  const fields = Object.assign({}, error, { cause: undefined });
  return { ...plainCopy(fields), message: error.message, ...(cause && { cause }) };
};

const causeOf = (cause: unknown, depth: number): JsonObject | undefined => {
  if (depth > deepest) return undefined;
  if (cause instanceof TaggedError) return jsonOf(cause as TaggedError<string>, depth);
  return cause instanceof Error ? { message: oneLine(cause.message) } : undefined;
};

/** Where an error comes from. */
export interface ErrorOrigin {
  /** What went wrong before it. */
  readonly cause?: unknown;
  /** What the sync saw that ended with it. */
  readonly history?: SyncHistory | undefined;
  /** What can be done about it: the end of the message. */
  readonly nextStep?: string | undefined;
}
