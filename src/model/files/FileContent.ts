import { InvalidRequest } from '../errors/InvalidRequest.js';
import { nonBlank, optional, wholeNumber, type Rule } from '../options/rules.js';

/** What is sent. */
export interface FileContent {
  readonly content: Blob | ReadableStream<Uint8Array>;
  /** In bytes; undefined where it is not known. */
  readonly size: number | undefined;
  readonly contentType: string | undefined;
}

const visibleText: Rule<string> = (option, value) => {
  const text = nonBlank(option, value);
  if (/^[\x20-\x7e]+$/.test(text)) return text;
  throw new InvalidRequest(option, 'must be visible ASCII text');
};

/** The rules of the options that say more of what is sent. */
export const contentRules = { size: optional(wholeNumber(0)), contentType: optional(visibleText) };

/**
 * Checks what is to be sent; `size` and `contentType` were checked before.
 *
 * @throws {@link InvalidRequest} that names the option and the rule.
 */
export const fileContent = (
  content: unknown,
  size: number | undefined,
  contentType: string | undefined,
): FileContent => {
  if (isBlob(content)) {
    if (size !== undefined) throw new InvalidRequest('size', 'is for streams: a Blob has one');
    return { content, size: content.size, contentType };
  }
  if (!isReadable(content))
    throw new InvalidRequest('content', 'must be a Blob with a `stream()`, or a ReadableStream');
  if (content.locked) throw new InvalidRequest('content', 'must be a stream that nobody reads yet');
  return { content, size, contentType };
};

// Not `instanceof`: both come from other realms, and from polyfills.
const isBlob = (value: unknown): value is Blob =>
  typeof value === 'object' && value !== null && has(value, 'size', 'number') && has(value, 'stream', 'function');

const isReadable = (value: unknown): value is ReadableStream<Uint8Array> =>
  typeof value === 'object' && value !== null && has(value, 'getReader', 'function') && has(value, 'locked', 'boolean');

const has = (value: object, key: string, type: string): boolean =>
  typeof (value as Record<string, unknown>)[key] === type;
