import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { isContextError } from '../model/errors/ContextError.js';
import { throttlesKey } from '../model/errors/throttlesKey.js';
import type { Log } from '../model/logging/Logger.js';

/** Logs a request when it is sent, and how it ended: answered, failed, or unsubscribed. */
export const logExchange =
  <A extends { readonly requestId: string }>(
    log: Log,
    operation: string,
    sessionId: string | undefined,
  ): MonoTypeOperatorFunction<A> =>
  (source) =>
    defer(() => {
      // Not the time of day: a clock may be set meanwhile.
      const sentAt = performance.now();
      const facts = { operation, sessionId };
      let answered = false;
      const duration = (): number => Math.round(performance.now() - sentAt);
      log('debug', () => [{ event: 'request', ...facts }, `${operation} sent`]);
      return source.pipe(
        tap({
          next: ({ requestId }) => {
            answered = true;
            log('debug', () => {
              const event = { event: 'answer' as const, ...facts, requestId, duration: duration() };
              return [event, `${operation} answered in ${event.duration} ms`];
            });
          },
          error: (error: unknown) => {
            if (!isContextError(error)) return;
            // A key that is throttled is told once for all.
            log(throttlesKey(error) ? 'debug' : 'warn', () => {
              const requestId = 'requestId' in error ? error.requestId : '';
              const { _tag: tag, message } = error;
              return [{ event: 'answer', ...facts, requestId, duration: duration(), error: tag }, message];
            });
          },
          unsubscribe: () => {
            if (answered) return;
            log('debug', () => [{ event: 'abort', ...facts, duration: duration() }, `${operation} unsubscribed`]);
          },
        }),
      );
    });
