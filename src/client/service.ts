import type { PollDefaults } from '../model/options/PollPlan.js';
import type { ServiceName } from '../model/sync/SyncHandle.js';
import type { Credentials, Dialect } from '../protocol/Dialect.js';
import { httpClient } from '../protocol/http/HttpClient.js';
import type { CommonOperation, OperationName } from '../protocol/operations.js';
import { operationCaller } from '../protocol/operationCaller.js';
import { redactor } from '../protocol/redact.js';
import type { ClientSettings, ServiceDefaults } from './clientSettings.js';
import type { ContextManager } from './ContextManager.js';
import type { ServiceClient } from './ServiceClient.js';
import type { Session } from './Session.js';

/** All that is special about a service, as a client sees it. */
export interface Service<Manager extends ContextManager> {
  readonly name: ServiceName;
  readonly defaults: ServiceDefaults;
  /** How its own clients wait for the downloads that a session begins with. */
  readonly downloadDefaults: PollDefaults;
  readonly connect: (settings: ClientSettings) => Connection<Manager>;
}

/** The way to a service, with the key in it. */
export interface Connection<Manager extends ContextManager> {
  readonly client: ServiceClient;
  readonly contextManager: (session: Session<Manager>) => Manager;
}

/** Describes a service: where it is, how it is spoken with, and what its sessions can do with contexts. */
export const service = <Name extends OperationName, Manager extends ContextManager>({
  dialect,
  contextManager,
  ...facts
}: {
  readonly name: ServiceName;
  readonly defaults: ServiceDefaults;
  readonly downloadDefaults: PollDefaults;
  readonly dialect: (to: Credentials) => Dialect<Name | CommonOperation>;
  readonly contextManager: (client: ServiceClient<Name | CommonOperation>, session: Session<Manager>) => Manager;
}): Service<Manager> => ({
  ...facts,
  connect: ({ endpoint, apiKey, regionId, requestTimeout, log }) => {
    // The key lives on in these functions only, where neither JSON nor an inspector sees it.
    const spoken = dialect({ endpoint, apiKey, regionId });
    const call = operationCaller(spoken, httpClient(spoken.headers), redactor(apiKey), log);
    const client = { service: facts.name, call, requestTimeout, log, monotonicNow: () => performance.now() };
    return { client, contextManager: (session) => contextManager(client, session) };
  },
});
