import { asyncScheduler, catchError, defer, map, throwError, timeout, type Observable } from 'rxjs';
import { isContextError } from '../model/errors/ContextError.js';
import { TimedOut } from '../model/errors/TimedOut.js';
import type { Log } from '../model/logging/Logger.js';
import type { Dialect } from './Dialect.js';
import { httpAnswer } from './http/httpAnswer.js';
import type { HttpClient } from './http/HttpClient.js';
import { logExchange } from './logExchange.js';
import type { Redact } from './redact.js';
import type { CommonOperation, OperationName, Params } from './operations.js';
import { readAnswer, type Answer } from './readAnswer.js';
import { networkError } from './networkError.js';

/** Asks a service: cold, one request for each subscription. Its errors are members of `ContextError`, and only they. */
export type Call<Name extends OperationName = CommonOperation> = <K extends Name>(
  operation: K,
  params: Params<K>,
  requestTimeout: number,
) => Observable<Answer<K>>;

/** Joins a dialect with the way to the network. */
export const operationCaller =
  <Name extends OperationName>(dialect: Dialect<Name>, client: HttpClient, redact: Redact, log: Log): Call<Name> =>
  (operation, params, requestTimeout) =>
    defer(() => {
      const request = dialect.requests[operation](params);
      return httpAnswer(client, request).pipe(
        timeout({
          first: requestTimeout,
          with: () => throwError(() => new TimedOut({ operation, limit: 'requestTimeout', allowed: requestTimeout })),
        }),
        catchError((thrown: unknown) =>
          throwError(() =>
            isContextError(thrown) ? thrown : networkError(operation, request.url.origin, thrown, redact),
          ),
        ),
        map((answer) => readAnswer(dialect, operation, answer, redact, asyncScheduler.now())),
        logExchange(log, operation, 'sessionId' in params ? params.sessionId : undefined),
      );
    });
