/** What the members of the error family share: a real `Error` with a `_tag`, whose JSON has the message too. */
export abstract class TaggedError<Tag extends string> extends Error {
  /** Tells the members of the family apart, also across realms and copies of this library. */
  readonly _tag: Tag;

  constructor(tag: Tag, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this._tag = tag;
    // Not enumerable: printed errors would show it beside `_tag`.
    Object.defineProperty(this, 'name', { value: tag });
  }

  /** The fields and the message, without stack and cause. */
  toJSON(): object {
    return Object.assign({}, this, { message: this.message });
  }
}
