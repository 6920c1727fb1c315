import { agb } from '../protocol/agb/agb.js';
import { Client } from './Client.js';
import type { ClientOptions } from './ClientOptions.js';
import { ContextManager } from './ContextManager.js';
import { defineService } from './defineService.js';
import { agbFacts } from './serviceFacts.js';
import type { CreateSessionOptions } from './SessionOptions.js';

/** The session to make. AGB runs none without an image. */
export type AGBSessionOptions = CreateSessionOptions & { readonly imageId: string };

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
export class AGB extends Client<ContextManager, AGBSessionOptions> {
  /** @throws `InvalidRequest` if the key is missing, or an option breaks a rule. */
  constructor(options?: ClientOptions) {
    super(definition, downloadDefaults, options);
  }
}

const definition = /* @__PURE__ */ defineService(agbFacts, {
  dialect: agb,
  contextManager: (service, session) => new ContextManager(service, session),
});

// docs/protocol.md, section 6.2: 150 times.
const downloadDefaults = { retryInterval: 2000, timeout: 300_000 };
