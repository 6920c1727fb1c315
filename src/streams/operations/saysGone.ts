import type { ContextError } from '../../model/errors/ContextError.js';

/**
 * Whether the service says that there is no such session: by a code about sessions, or by its text where it gives no code
 * that means another thing (wire-protocol.md, sections 3.3 and 4.7). What does not name the session proves nothing: an account
 * may not be found, and an HTTP 404 that says nothing may come from something on the way.
 */
export const saysGone = (error: ContextError): boolean => {
  if (error._tag !== 'NotFound' && error._tag !== 'Refused') return false;
  const { code, serviceMessage } = error;
  return /not_?found/i.test(code) ? goneCode.test(code) : isGoneText(serviceMessage.slice(0, longestText));
};

const goneCode = /^(?:invalid[._]?)?(?:mcp[._]?)?session(?:[._]?id)?[._]?not_?found$/i;

/** A text that says it so late says it of something else. */
const longestText = 500;

const id = String.raw`(?:invalid)?(?:mcp)?session(?:[ _-]?id)?(?:[\s:=]+(?:with\s+id\s+)?["'\[(<]*[\w-]*[\d-][\w-]*["'\])>]*)?`;
const auxiliary = String.raw`(?:(?:is|was|has|have|can|could|be|been|being)\s+)*`;

// "resource McpSession s-1 not found", "Not found: session s-1". Java's client knows the last two as well.
const goneTexts = [
  new RegExp(String.raw`(?:^|[^a-z])${id}(?:[\s,:]*|\.)${auxiliary}(?:can)?not\s*(?:be(?:en|ing)?\s+)?found`, 'i'),
  new RegExp(String.raw`not\s*found[\s:]+(?:the\s+|resource\s+)*${id}[\s.]*$`, 'i'),
  /no alive session|no need to release/i,
];

// "the account of session s-1 was not found"
const ofSession = /\b(?:of|for|in|on|by|from|to|with)\s+(?:(?:the|this|that|a|your)\s+)?(?:mcp)?session/i;

const isGoneText = (text: string): boolean => !ofSession.test(text) && goneTexts.some((pattern) => pattern.test(text));
