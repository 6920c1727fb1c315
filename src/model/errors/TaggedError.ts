import { longestMessage, oneLine } from './describe.js';
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
    super(oneLine(message, longestMessage - end.length) + end, cause === undefined ? undefined : { cause });
    this._tag = tag;
    // Not enumerable: printed errors would show it beside `_tag`.
    Object.defineProperty(this, 'name', { value: tag });
    Object.assign(this, history);
  }

  /** The fields and the message, without stack and cause. */
  toJSON(): object {
    return Object.assign({}, this, { message: this.message });
  }
}

/** Where an error comes from. */
export interface ErrorOrigin {
  /** What went wrong before it. */
  readonly cause?: unknown;
  /** What the sync saw that ended with it. */
  readonly history?: SyncHistory | undefined;
  /** What can be done about it: the end of the message. */
  readonly nextStep?: string | undefined;
}
