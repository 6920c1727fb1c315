import { createHash } from 'node:crypto';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

import type { Scopes } from '../state/Scopes.js';

/** Says whose contexts and sessions a key sees. Throws a {@link ServiceRefusal} where the key is not known. */
export type Authenticate = (apiKey: string | undefined) => string;

/**
 * Knows these keys, or every one, and those of scopes. What is kept on disk of a key does not tell it. An unknown key is refused as the services
 * do it: with HTTP 400 (docs/protocol.md, section 3.3).
 */
export const authenticator = (apiKeys: readonly string[] | undefined, scopes: Scopes): Authenticate => {
  const known = apiKeys && new Set(apiKeys);
  return (apiKey) => {
    const scoped = scopes.ownerOfKey(apiKey);
    if (scoped !== undefined) return scoped;
    // That of a scope that is closed is nobody's.
    const isKnown = known?.has(apiKey ?? '') ?? !scopes.isScopeKey(apiKey ?? '');
    if (apiKey === undefined || !isKnown) {
      throw new ServiceRefusal('NOT_LOGIN', 'The API key is missing, wrong or expired.');
    }
    return known ? createHash('sha256').update(apiKey).digest('hex').slice(0, 16) : '';
  };
};
