import { agbOfSession } from '../protocol/agb/agb.js';
import type { ClientOptions } from './ClientOptions.js';
import { ContextManager } from './ContextManager.js';
import { defineService } from './defineService.js';
import { agbFacts } from './serviceFacts.js';
import type { Session } from './Session.js';
import { sessionOf } from './sessionOf.js';

/**
 * A session of AGB by its id, as `new AGB(options).session(sessionId)` gives it, for pages: a bundle has nothing in it of what a
 * client can do beside. Sends nothing. Each call is as a client of its own, so keep the session.
 *
 * @throws `InvalidRequest` if the id is blank, the key is missing, or an option breaks a rule.
 *
 * @example
 * ```ts
 * import { agbSession } from 'rx-context-sync';
 *
 * agbSession('s-1', { apiKey: 'akm-…' })
 *   .context.sync$({ mode: 'upload' })
 *   .subscribe(({ state, progress }) => console.log(state, progress.finished));
 * ```
 */
export const agbSession = (sessionId: string, options?: ClientOptions): Session =>
  sessionOf(definition, sessionId, options);

const definition = /* @__PURE__ */ defineService(agbFacts, {
  dialect: agbOfSession,
  contextManager: (service, session) => new ContextManager(service, session),
});
