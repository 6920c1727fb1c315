import { agb } from '../protocol/agb.js';
import { Client } from './Client.js';
import type { ClientOptions } from './ClientOptions.js';

/**
 * A client of AGB.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const agb = new AGB({ apiKey: 'akm-…' }); // or AGB_API_KEY in the environment
 * ```
 */
export class AGB extends Client {
  /** @throws `InvalidRequest` if the key is missing, or an option breaks a rule. */
  constructor(options?: ClientOptions) {
    super(agb, { prefix: 'AGB', endpoint: 'https://sdk-api.agb.cloud' }, options);
  }
}
