import { isContextError, type AGB, type AgentBay, type AgentBaySession, type Session } from '../../index.js';
import { refusal } from './inFlags.js';

/**
 * A session of a client.
 *
 * @throws {@link UsageError} if that can be no id.
 */
export function sessionIn(client: AgentBay, sessionId: string): AgentBaySession;
export function sessionIn(client: AGB | AgentBay, sessionId: string): Session;
export function sessionIn(client: AGB | AgentBay, sessionId: string): Session {
  try {
    return client.session(sessionId);
  } catch (error) {
    if (isContextError(error) && error._tag === 'InvalidRequest') throw refusal(error, { sessionId: 'the session' });
    throw error;
  }
}
