import { oneLine } from './oneLine.js';
import type { SyncHistory } from './SyncHistory.js';

/**
 * What the members of the error family share: a real `Error` with a `_tag`, whose JSON has the message too. The message is one
 * line of at most 2000 characters; the fields keep the texts of a service whole.
 */
export abstract class TaggedError<Tag extends string> extends Error implements Partial<SyncHistory> {
  /** Tells the members of the family apart, also across realms and copies of this library. */
  readonly _tag: Tag;
  /** The last snapshot of the sync that ended with this error; undefined where there was none. */
  declare readonly lastSnapshot?: SyncHistory['lastSnapshot'];
  /** How the polls of that sync were answered. */
  declare readonly answers?: SyncHistory['answers'];
  /** The delay before the last poll of that sync, in milliseconds. */
  declare readonly lastDelay?: SyncHistory['lastDelay'];

  constructor(tag: Tag, message: string, cause?: unknown) {
    super(oneLine(message), cause === undefined ? undefined : { cause });
    this._tag = tag;
    // Not enumerable: printed errors would show it beside `_tag`.
    Object.defineProperty(this, 'name', { value: tag });
  }

  /** The fields and the message, without stack and cause. */
  toJSON(): object {
    return Object.assign({}, this, { message: this.message });
  }
}
