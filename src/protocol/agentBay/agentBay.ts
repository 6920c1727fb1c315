import type { Credentials, Dialect } from '../Dialect.js';
import type { OperationName } from '../operations.js';
import { envelope, envelopes } from './envelope.js';
import { apiVersion, requests } from './requests.js';

/** AgentBay: one URL for all, parameters and the key in a form, PascalCase (docs/protocol.md, section 2.2). */
export const agentBay = (to: Credentials): Dialect<OperationName> => ({
  headers: { 'x-acs-version': apiVersion, 'content-type': 'application/x-www-form-urlencoded' },
  requests: requests(to),
  envelope,
  envelopes,
});
