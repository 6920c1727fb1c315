import { agentBayOfSession } from '../protocol/agentBay/agentBay.js';
import type { AgentBaySession } from './AgentBay.js';
import { AgentBayContextManager } from './AgentBayContextManager.js';
import type { ClientOptions } from './ClientOptions.js';
import { defineService } from './defineService.js';
import { agentBayFacts } from './serviceFacts.js';
import { sessionOf } from './sessionOf.js';

/**
 * A session of AgentBay by its id, as `new AgentBay(options).session(sessionId)` gives it, for pages: as `agbSession` is for AGB.
 *
 * @throws `InvalidRequest` if the id is blank, the key is missing, or an option breaks a rule.
 *
 * @example
 * ```ts
 * import { agentBaySession } from 'rx-context-sync';
 *
 * const result = await agentBaySession('s-1').context.sync({ mode: 'upload' }); // the key is in the environment
 * console.log(result.state);
 * ```
 */
export const agentBaySession = (sessionId: string, options?: ClientOptions): AgentBaySession =>
  sessionOf(definition, sessionId, options);

const definition = /* @__PURE__ */ defineService(agentBayFacts, {
  dialect: agentBayOfSession,
  contextManager: (service, session: AgentBaySession) => new AgentBayContextManager(service, session),
});
