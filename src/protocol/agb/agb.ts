import type { Credentials, Dialect } from '../Dialect.js';
import { accountData, sessionData, type SessionOperation } from '../operations.js';
import { accountEnvelopes, envelope, sessionEnvelopes } from './envelope.js';
import { accountRequests, sessionRequests } from './requests.js';

/** AGB: REST-like paths, parameters in the query or a JSON body, camelCase, the key in a header (docs/protocol.md, section 1). */
export const agb = (to: Credentials): Dialect => {
  const ofSession = agbOfSession(to);
  return {
    ...ofSession,
    requests: { ...ofSession.requests, ...accountRequests(to) },
    decoders: { ...ofSession.decoders, ...accountData },
    envelopes: { ...ofSession.envelopes, ...accountEnvelopes },
  };
};

/** As much of it as one session is asked. */
export const agbOfSession = (to: Credentials): Dialect<SessionOperation> => ({
  // Content-Type is sent on all requests, on those without a body too (docs/protocol.md, section 1.2).
  headers: { authorization: `Bearer ${to.apiKey}`, 'content-type': 'application/json' },
  requests: sessionRequests(to),
  decoders: sessionData,
  envelope,
  envelopes: sessionEnvelopes,
});
