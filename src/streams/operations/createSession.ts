import { map, switchMap, take, type Observable } from 'rxjs';
import type { ContextSync } from '../../model/contexts/ContextSync.js';
import type { ContextError } from '../../model/errors/ContextError.js';
import type { PollPlan } from '../../model/options/PollPlan.js';
import { failure, success } from '../../model/results/Result.js';
import type { CreateSessionSnapshot } from '../../model/sessions/SessionResult.js';
import type { SharedReadings } from '../sync/readings/sharedReadings.js';
import { initialDownloads } from './initialDownloads.js';

/** The requests that a session's creation is made of, and what is made of a new one. */
export interface CreateTransport<S> {
  readonly create: Observable<{
    readonly requestId: string;
    readonly data: { readonly sessionId: string; readonly resourceUrl: string };
  }>;
  readonly readings: SharedReadings;
  readonly sessionOf: (sessionId: string) => S;
  readonly monotonicNow: () => number;
}

/** What is awaited of a new session. */
export interface CreatePlan {
  readonly contextSyncs: readonly ContextSync[];
  readonly waitForDownloads: boolean;
  readonly wait: PollPlan;
}

/** Makes a session, then follows the downloads that it begins with. An error of the request that makes it stays one. */
export const createSession = <S>(
  { create, readings, sessionOf, monotonicNow }: CreateTransport<S>,
  { contextSyncs, waitForDownloads, wait }: CreatePlan,
): Observable<CreateSessionSnapshot<S>> =>
  create.pipe(
    switchMap(({ requestId, data: { sessionId, resourceUrl } }) => {
      const session = sessionOf(sessionId);
      const transport = { ...readings({ sessionId }, wait.requestTimeout), monotonicNow };
      return initialDownloads(transport, contextSyncs, requestId, wait).pipe(
        take(waitForDownloads ? Infinity : 1),
        map((downloads) => ({
          done: downloads.done || !waitForDownloads,
          ...success(requestId, { session, resourceUrl, downloads }),
        })),
      );
    }),
  );

/** The only snapshot of a session that was not made. */
export const notCreated = <S>(error: ContextError): CreateSessionSnapshot<S> => ({ done: true, ...failure(error) });
