import { createHash } from 'node:crypto';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';

/**
 * Says whose contexts a key sees. What is kept on disk of a key does not tell it. An unknown key is refused as the services
 * do it: with HTTP 400 (wire-protocol.md, section 3.3).
 */
export const authenticator = (apiKeys: readonly string[] | undefined) => {
  const known = apiKeys && new Set(apiKeys);
  return (apiKey: string | undefined): string => {
    if (apiKey === undefined || known?.has(apiKey) === false) {
      throw new ServiceRefusal('NOT_LOGIN', 'The API key is missing, wrong or expired.');
    }
    return known ? createHash('sha256').update(apiKey).digest('hex').slice(0, 16) : '';
  };
};
