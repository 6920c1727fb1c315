import { map, of, switchMap, take, type Observable } from 'rxjs';
import { flag, knownOptions, optionalText, wholeNumber } from '../model/check.js';
import { checkedContextSyncs } from '../model/ContextSync.js';
import type { ContextError } from '../model/errors/ContextError.js';
import { checkedLabels } from '../model/labels.js';
import { failure, success } from '../model/Result.js';
import { waitOptions, waitPlan, type WaitPace, type WaitPlan } from '../model/WaitPlan.js';
import type { NewSession } from '../protocol/operations.js';
import { initialDownloads } from '../streams/initialDownloads.js';
import { planned } from '../streams/planned.js';
import { rescue } from '../streams/rescue.js';
import type { Remote } from './Remote.js';
import type { CreateSessionOptions } from './SessionOptions.js';
import type { CreateSessionSnapshot } from './SessionResult.js';

interface CreationPlan {
  readonly newSession: NewSession;
  readonly waitForDownloads: boolean;
  readonly wait: WaitPlan;
}

const known = ['imageId', 'labels', 'policyId', 'idleTimeout', 'contextSyncs', 'waitForDownloads'];

const creationPlan = (given: CreateSessionOptions | undefined, pace: WaitPace, remote: Remote): CreationPlan => {
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
    wait: waitPlan(options, pace, remote.requestTimeout),
  };
};

/** Makes a session, then follows the downloads that it begins with. */
export const createSession = <S>(
  remote: Remote,
  sessionOf: (sessionId: string) => S,
  pace: WaitPace,
  options: CreateSessionOptions | undefined,
): Observable<CreateSessionSnapshot<S>> =>
  planned<CreationPlan, CreateSessionSnapshot<S>>(
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
        rescue((error) => of(notCreated(error))),
      ),
    notCreated,
  );

const notCreated = (error: ContextError) => ({ done: true as const, ...failure(error) });
