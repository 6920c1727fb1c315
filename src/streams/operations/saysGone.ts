import type { ContextError } from '../../model/errors/ContextError.js';

/** All that says that a session is gone, without what changes nothing. Java's client knows the last ones as well. */
const gone: readonly string[] = [
  'session not found',
  'not found session',
  'no alive session',
  'no need to release',
  'no need to release session',
];

/** Words that change nothing: "the specified resource McpSession could not be found". */
const fillers: readonly string[] = [
  ...['the', 'specified', 'resource', 'invalid', 'mcp', 'id', 'with', 'there', 'it'],
  ...['is', 'was', 'has', 'have', 'be', 'been', 'being', 'can', 'could'],
];

/**
 * Whether the service says that there is no such session: by a code about sessions, or by its text where its code names no other
 * thing that is not found (docs/protocol.md, sections 3.3 and 4.7). What does not name the session proves nothing: an account
 * may not be found, and an HTTP 404 that says nothing may come from something on the way.
 */
export const saysGone = (error: ContextError): boolean => {
  if (error._tag !== 'NotFound' && error._tag !== 'Refused') return false;
  const { code, serviceMessage } = error;
  const said = essence(code);
  return said.endsWith(' not found') ? gone.includes(said) : clauses(serviceMessage).map(essence).some(isGone);
};

const isGone = (clause: string): boolean => gone.includes(clause);

/** A text as a whole, and its parts: "Failed to release: session s-1 not found". */
const clauses = (text: string): readonly string[] => [text, ...text.split(/[.,:;!](?=\s)/)];

/** The words of a code or a text that count: in lower case, without fillers and the ids that they name. */
const essence = (text: string): string =>
  text
    .toLowerCase()
    .replace(/cannot/g, 'not')
    .replace(/not_?found/g, ' not found ')
    .split(/[^a-z\d-]+/)
    .map((word) => word.replace(/^(?:invalid)?(?:mcp)?session(?:id)?$/, 'session'))
    .filter((word) => word !== '' && !/\d/.test(word) && !fillers.includes(word))
    .join(' ');
