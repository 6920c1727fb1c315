import type { ServiceName } from '../model/sync/SyncHandle.js';
import type { Credentials, Dialect } from '../protocol/Dialect.js';
import { httpClient } from '../protocol/http/HttpClient.js';
import { whenFree } from '../protocol/http/whenFree.js';
import { operationCaller } from '../protocol/operationCaller.js';
import type { CommonOperation, OperationName, SessionOperation } from '../protocol/operations.js';
import { redactor } from '../protocol/redact.js';
import { requestPace } from '../streams/polling/requestPace.js';
import { unlessHeldLong } from '../streams/polling/unlessHeldLong.js';
import { logPause } from '../streams/sync/logSync.js';
import { sharedReadings } from '../streams/sync/readings/sharedReadings.js';
import { asyncContexts } from './asyncContext.js';
import type { ClientSettings, ServiceDefaults } from './clientSettings.js';
import type { ContextManager } from './ContextManager.js';
import type { ServiceClient } from './ServiceClient.js';
import type { Session } from './Session.js';
import { syncTracing } from './syncTracing.js';

/** What is special about a service. */
export interface ServiceFacts {
  readonly name: ServiceName;
  readonly defaults: ServiceDefaults;
}

/** How a service is spoken with, and what its sessions can do with contexts. */
interface ServiceMeans<Name extends OperationName, Manager extends ContextManager> {
  readonly dialect: (to: Credentials) => Dialect<Name>;
  readonly contextManager: (service: ServiceClient<Name>, session: Session<Manager>) => Manager;
}

/** All that a client has to know of a service. */
export interface ServiceDefinition<
  Manager extends ContextManager,
  Name extends OperationName = CommonOperation,
> extends ServiceFacts {
  readonly connect: (settings: ClientSettings) => Connection<Manager, Name>;
}

/** The way to a service, with the key in it. */
export interface Connection<Manager extends ContextManager, Name extends OperationName = CommonOperation> {
  readonly service: ServiceClient<Name>;
  readonly contextManager: (session: Session<Manager>) => Manager;
}

/** Describes a service, or as much of it as one session is asked. */
export const defineService = <Name extends OperationName, Manager extends ContextManager>(
  facts: ServiceFacts,
  { dialect: dialectOf, contextManager }: ServiceMeans<Name | SessionOperation, Manager>,
): ServiceDefinition<Manager, Name | SessionOperation> => ({
  ...facts,
  connect: ({ endpoint, apiKey, regionId, requestTimeout, pacing, maxConcurrency, log }) => {
    // The key lives on in these functions only, where neither JSON nor an inspector sees it.
    const dialect = dialectOf({ endpoint, apiKey, regionId });
    const send = operationCaller(dialect, httpClient(dialect.headers), redactor(apiKey), log);
    const monotonicNow = (): number => performance.now();
    const takeContext = asyncContexts();
    const pace = { maxConcurrency, monotonicNow, onPause: logPause(log), whenFree, takeContext };
    const { turn, admit } = requestPace(pace);
    const call: typeof send = (operation, params, limit) =>
      turn(send(operation, params, limit)).pipe(unlessHeldLong(operation, limit));
    const readings = sharedReadings({
      readStatus: (request, limit) => send('GetContextInfo', request, limit),
      turn,
      monotonicNow,
      takeContext,
    });
    const traceSync = syncTracing(log, takeContext);
    const sharing = { readings, turn, admit, traceSync };
    const service = { name: facts.name, call, send, ...sharing, requestTimeout, pacing, log, monotonicNow };
    return { service, contextManager: (session) => contextManager(service, session) };
  },
});
