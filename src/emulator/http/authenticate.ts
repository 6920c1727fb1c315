import { createHash } from 'node:crypto';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/** Says whose contexts and sessions a key sees. Throws a {@link ServiceRefusal} where the key is not known. */
export type Authenticate = (apiKey: string | undefined) => string;

/**
 * Knows these keys, or every one. What is kept on disk of a key does not tell it. An unknown key is refused as the services
 * do it: with HTTP 400 (docs/protocol.md, section 3.3).
 */
export const authenticator = (apiKeys: readonly string[] | undefined): Authenticate => {
  const known = apiKeys && new Set(apiKeys);
  return (apiKey) => {
    if (apiKey === undefined || known?.has(apiKey) === false) {
      throw new ServiceRefusal('NOT_LOGIN', 'The API key is missing, wrong or expired.');
    }
    return known ? createHash('sha256').update(apiKey).digest('hex').slice(0, 16) : '';
  };
};
