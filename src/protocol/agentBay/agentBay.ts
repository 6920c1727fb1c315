import type { Credentials, Dialect } from '../Dialect.js';
import {
  accountData,
  bindingData,
  sessionData,
  type BindingOperation,
  type OperationName,
  type SessionOperation,
} from '../operations.js';
import { accountEnvelopes, envelope } from './envelope.js';
import { accountRequests, apiVersion, bindingRequests, sessionRequests } from './requests.js';

/** AgentBay: one URL for all, parameters and the key in a form, PascalCase (docs/protocol.md, section 2.2). */
export const agentBay = (to: Credentials): Dialect<OperationName> => {
  const ofSession = agentBayOfSession(to);
  return {
    ...ofSession,
    requests: { ...ofSession.requests, ...accountRequests(to) },
    decoders: { ...ofSession.decoders, ...accountData },
    envelopes: { ...ofSession.envelopes, ...accountEnvelopes },
  };
};

/** As much of it as one session is asked. */
export const agentBayOfSession = (to: Credentials): Dialect<SessionOperation | BindingOperation> => ({
  headers: { 'x-acs-version': apiVersion, 'content-type': 'application/x-www-form-urlencoded' },
  requests: { ...sessionRequests(to), ...bindingRequests(to) },
  decoders: { ...sessionData, ...bindingData },
  envelope,
  envelopes: {},
});
