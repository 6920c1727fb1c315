import type { AbortOptions } from '../adapters/AbortOptions.js';
import type { IterableObservable } from '../adapters/eachValueFrom.js';
import { agentBayPacing } from '../model/options/backoff.js';
import type { CreateSessionResult, CreateSessionSnapshot } from '../model/sessions/SessionResult.js';
import { agentBay } from '../protocol/agentBay/agentBay.js';
import { AgentBayContextManager } from './AgentBayContextManager.js';
import { Client } from './Client.js';
import type { ClientOptions } from './ClientOptions.js';
import { defineService } from './defineService.js';
import { agentBayFacts } from './serviceFacts.js';
import type { Session } from './Session.js';
import type { CreateSessionOptions } from './SessionOptions.js';

/**
 * A client of AgentBay.
 *
 * @example
 * ```ts
 * import { AgentBay } from 'rx-context-sync';
 *
 * const agentBay = new AgentBay({ apiKey: 'akm-…' }); // or AGENTBAY_API_KEY in the environment
 * ```
 */
export class AgentBay extends Client<AgentBayContextManager> {
  // AgentBay has an image of its own: the options may be left out.
  declare readonly create$: (
    options?: CreateSessionOptions,
  ) => IterableObservable<CreateSessionSnapshot<AgentBaySession>>;
  declare readonly create: (
    options?: CreateSessionOptions & AbortOptions,
  ) => Promise<CreateSessionResult<AgentBaySession>>;

  /** @throws `InvalidRequest` if the key is missing, or an option breaks a rule. */
  constructor(options?: ClientOptions) {
    super(definition, downloadDefaults, options);
  }
}

/** A session of AgentBay. */
export type AgentBaySession = Session<AgentBayContextManager>;

const definition = /* @__PURE__ */ defineService(agentBayFacts, {
  dialect: agentBay,
  contextManager: (service, session: AgentBaySession) => new AgentBayContextManager(service, session),
});

// docs/protocol.md, section 6.2: 50 times.
const downloadDefaults = { retryInterval: agentBayPacing, timeout: 174_000 };
