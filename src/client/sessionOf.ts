import { nonBlank } from '../model/options/rules.js';
import type { SessionOperation } from '../protocol/operations.js';
import type { ClientOptions } from './ClientOptions.js';
import { clientSettings } from './clientSettings.js';
import type { ContextManager } from './ContextManager.js';
import type { ServiceDefinition } from './defineService.js';
import { Session } from './Session.js';

/** A session by its id, with a way to the service of its own. */
export const sessionOf = <Manager extends ContextManager>(
  { connect, defaults }: ServiceDefinition<Manager, SessionOperation>,
  sessionId: string,
  options: ClientOptions | undefined,
): Session<Manager> => {
  const { service, contextManager } = connect(clientSettings(options, defaults));
  return new Session(service, nonBlank('sessionId', sessionId), contextManager);
};
