import { describe, expect, it } from 'vitest';
import { NotFound } from '../../../src/model/errors/NotFound.js';
import { Refused } from '../../../src/model/errors/Refused.js';
import { Unavailable } from '../../../src/model/errors/Unavailable.js';
import { saysGone } from '../../../src/streams/operations/saysGone.js';
import { trouble } from '../../support/errors.js';

type Row = readonly [code: string, text: string];

// docs/protocol.md, sections 3.3 and 4.7: by a code, or by a text, in all the ways that say the same.
const gone: readonly Row[] = [
  ['InvalidMcpSession.NotFound', ''],
  ['InvalidSession.NotFound', ''],
  ['InvalidSessionId.NotFound', ''],
  ['McpSession.NotFound', ''],
  ['SessionNotFound', ''],
  ['SESSION_NOT_FOUND', ''],
  ['session_id_not_found', ''],
  ['INVALIDMCPSESSION.NOTFOUND', ''],
  ['InvalidMcpSession.NotFound', 'Account not found'],
  ['', 'resource McpSession s-04bdwfj7u22a1s30g not found'],
  ['', 'The specified resource McpSession is not found.'],
  ['', 'resource McpSession not being found'],
  ['', 'Session not found'],
  ['', 'The specified MCP session was not found'],
  ['', 'session notfound'],
  ['', 'The session s-1 could not be found'],
  ['', 'Session [s-1] was not found'],
  ['', "session 's-1' NotFound"],
  ['', 'session with id s-1 not found'],
  ['', 'Session id s-1 cannot be found'],
  ['', 'Session ID: s-1, not found'],
  ['', 'The session "s-1" has not been found!'],
  ['', 'Not found: session s-1'],
  ['', 'NotFound: McpSession'],
  ['', 'Failed to release: session s-1 not found; ask again'],
  ['', 'InvalidMcpSession.NotFound: code: 400, gone'],
  ['', 'no alive session'],
  ['', 'There is no need to release it'],
  ['', 'no need to release session s-1'],
  ['InvalidParameter', 'session s-1 not found'],
  ['NotFound', 'session s-1 not found'],
];

const other: readonly Row[] = [
  ['', ''],
  ['', 'Account not found'],
  ['', 'Not Found'],
  ['', 'not found'],
  ['', 'The specified api is not found'],
  ['', 'session token not found'],
  ['', 'session-token not found'],
  ['', 'Session key was not found'],
  ['', 'session sub-account not found'],
  ['', 'Not found: session token'],
  ['', 'The account of session s-1 was not found'],
  ['', 'image for the session not found'],
  ['', 'Account of session: not found'],
  ['', 'Not found: account. Your session has ended'],
  ['', 'session not found by its token'],
  ['', 'session expired'],
  ['', 'the session is found'],
  ['SessionToken.NotFound', ''],
  ['AccountOfSession.NotFound', ''],
  ['Account.NotFound', ''],
  ['Context.NotFound', 'session not found'],
  ['InvalidApi.NotFound', 'session not found'],
  ['NotFound', ''],
  ['NotFound', 'Account not found'],
];

const errorsOf = ([code, serviceMessage]: Row) => {
  const facts = { operation: 'GetSessionInfo', httpStatus: 400, code, serviceMessage, requestId: '' };
  return [new NotFound(facts), new Refused(facts)];
};

describe('saysGone', () => {
  it.each(gone)('takes the code "%s" and the text "%s" for the end of the session', (...row) => {
    expect(errorsOf(row).map(saysGone)).toEqual([true, true]);
  });

  it.each(other)('does not take the code "%s" and the text "%s" for it', (...row) => {
    expect(errorsOf(row).map(saysGone)).toEqual([false, false]);
  });

  it('goes by what the service says of the session, and by no other trouble', () => {
    const facts = { operation: 'x', code: 'InvalidMcpSession.NotFound', serviceMessage: '', requestId: '' };
    expect(saysGone(new Unavailable(facts))).toBe(false);
    expect(saysGone(trouble.unauthorized())).toBe(false);
    expect(saysGone(trouble.slow())).toBe(false);
  });

  it('takes no longer for a longer text than it must', () => {
    for (const piece of ['session ', 'not', 'not found ', '-', '1', '.', ': ', 'session s-1 ']) {
      expect(errorsOf(['', piece.repeat(2 ** 18 / piece.length)]).some(saysGone)).toBe(false);
    }
  });
});
