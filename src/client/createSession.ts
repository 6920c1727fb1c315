import { map, of, switchMap, take, type Observable } from 'rxjs';
import { flag, knownOptions, optionalText, wholeNumber } from '../model/options/rules.js';
import { checkedContextSyncs } from '../model/contexts/ContextSync.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { checkedLabels } from '../model/sessions/labels.js';
import { failure, success } from '../model/results/Result.js';
import { waitOptions, pollPlan, type PollDefaults, type PollPlan } from '../model/options/PollPlan.js';
import type { NewSession } from '../protocol/operations.js';
import { initialDownloads } from '../streams/operations/initialDownloads.js';
import { validated } from '../streams/operations/validated.js';
import { catchContextError } from '../streams/polling/catchContextError.js';
import type { ServiceClient } from './ServiceClient.js';
import type { CreateSessionOptions } from './SessionOptions.js';
import type { CreateSessionSnapshot } from './SessionResult.js';

interface CreationPlan {
  readonly newSession: NewSession;
  readonly waitForDownloads: boolean;
  readonly wait: PollPlan;
}

const known = ['imageId', 'labels', 'policyId', 'idleTimeout', 'contextSyncs', 'waitForDownloads'];

const creationPlan = (
  given: CreateSessionOptions | undefined,
  pace: PollDefaults,
  remote: ServiceClient,
): CreationPlan => {
  const options = knownOptions(given, [...known, ...waitOptions, 'signal']);
  const { idleTimeout } = options;
  return {
    newSession: {
      imageId: optionalText('imageId', options.imageId),
      labels: checkedLabels(options.labels),
      policyId: optionalText('policyId', options.policyId),
      idleTimeout: idleTimeout === undefined ? undefined : wholeNumber('idleTimeout', idleTimeout, 1),
      contextSyncs: checkedContextSyncs(options.contextSyncs ?? []),
    },
    waitForDownloads: flag('waitForDownloads', options.waitForDownloads ?? true),
    wait: pollPlan(options, pace, remote.requestTimeout),
  };
};

/** Makes a session, then follows the downloads that it begins with. */
export const createSession = <S>(
  remote: ServiceClient,
  sessionOf: (sessionId: string) => S,
  pace: PollDefaults,
  options: CreateSessionOptions | undefined,
): Observable<CreateSessionSnapshot<S>> =>
  validated<CreationPlan, CreateSessionSnapshot<S>>(
    () => creationPlan(options, pace, remote),
    ({ newSession, waitForDownloads, wait }) =>
      remote.call('CreateSession', newSession, wait.requestTimeout).pipe(
        switchMap(({ requestId, data: { sessionId, resourceUrl } }) => {
          const session = sessionOf(sessionId);
          const readStatus = (requestTimeout: number) => remote.call('GetContextInfo', { sessionId }, requestTimeout);
          return initialDownloads(readStatus, newSession.contextSyncs, requestId, wait).pipe(
            take(waitForDownloads ? Infinity : 1),
            map((downloads) => ({
              done: downloads.done || !waitForDownloads,
              ...success(requestId, { session, resourceUrl, downloads }),
            })),
          );
        }),
        catchContextError((error) => of(notCreated(error))),
      ),
    notCreated,
  );

const notCreated = (error: ContextError) => ({ done: true as const, ...failure(error) });
