import type { Credentials, Dialect } from '../Dialect.js';
import { envelope, envelopes } from './envelope.js';
import { requests } from './requests.js';

/** AGB: REST-like paths, parameters in the query or a JSON body, camelCase, the key in a header (docs/protocol.md, section 1). */
export const agb = (to: Credentials): Dialect => ({
  // Content-Type is sent on all requests, on those without a body too (docs/protocol.md, section 1.2).
  headers: { authorization: `Bearer ${to.apiKey}`, 'content-type': 'application/json' },
  requests: requests(to),
  envelope,
  envelopes,
});
