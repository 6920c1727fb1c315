import { asyncScheduler, defer, of, timer, type Observable } from 'rxjs';
import { InvalidRequest } from '../../../model/errors/InvalidRequest.js';
import { checkpointRule } from '../../../model/json/checkpointRule.js';
import type { SyncLog } from '../../../model/logging/Logger.js';
import type { ClientDefaults } from '../../../model/options/ClientDefaults.js';
import { clampDelay } from '../../../model/options/timerRange.js';
import type { SyncAdvance, SyncCheckpoint, SyncPhase } from '../../../model/sync/SyncCheckpoint.js';
import { checkedHandle, newHandle, type SyncHandle, type SyncPlace } from '../../../model/sync/SyncHandle.js';
import { syncPlan, type SyncPlan } from '../../../model/sync/SyncPlan.js';
import { listTransport, type ContextTransport } from '../SyncTransport.js';
import { rejectedSnapshot } from '../snapshotOf.js';
import type { SaveCheckpoint } from './savedBy.js';
import { stepFollow } from './stepFollow.js';
import { stepStart } from './stepStart.js';

/** What the steps of a session's syncs are taken with. */
export interface StepMeans {
  readonly transport: ContextTransport;
  readonly place: SyncPlace;
  readonly defaults: ClientDefaults;
  readonly log: SyncLog;
}

/** One step of a stored sync, with one request at most. What is no checkpoint of this session is an error of the stream. */
export const advance = (
  { transport, place, defaults, log }: StepMeans,
  given: unknown,
  save: SaveCheckpoint,
): Observable<SyncAdvance> =>
  defer(() => {
    const checkpoint = checkpointRule('checkpoint', given);
    const handle = checkpoint.handle && checkedHandle(checkpoint.handle, place, 'checkpoint.handle');
    const plan = planOf(checkpoint, defaults);
    if (plan instanceof InvalidRequest) {
      const rejected = newHandle(place, checkpoint.options, asyncScheduler.now());
      return of({ snapshot: rejectedSnapshot('failed', rejected, plan) });
    }
    if (handle !== undefined) checkAgreement(checkpoint.phase, handle, plan);
    const now = asyncScheduler.now();
    const { startedAt = now } = checkpoint;
    const left = startedAt + plan.timeout - now;
    const step = {
      transport: listTransport(
        transport,
        { sessionId: place.sessionId, contextId: plan.contextId },
        plan.requestTimeout,
        true,
      ),
      place,
      plan,
      checkpoint,
      startedAt,
      deadline: left > 0 ? timer(clampDelay(left)) : undefined,
      save,
      log,
    };
    const isStarted = checkpoint.phase === 'following' || checkpoint.phase === 'triggering';
    return isStarted && handle ? stepFollow(step, handle) : stepStart(step);
  });

/** The plan of a sync, or why there is none: where nothing was sent yet, that is how it ends. */
const planOf = ({ phase, options }: SyncCheckpoint, defaults: ClientDefaults) => {
  try {
    return syncPlan(options, defaults);
  } catch (error) {
    if (phase === 'new' && error instanceof InvalidRequest) return error;
    throw error;
  }
};

/** The handle says what is judged, and the options what is asked for: a list of something else would prove an end that is none. */
const checkAgreement = (phase: SyncPhase, handle: SyncHandle, plan: SyncPlan): void => {
  const isOf = (['contextId', 'path', 'mode'] as const).every((key) => handle[key] === plan[key]);
  if (!isOf) throw new InvalidRequest('checkpoint.handle', 'must be of what the options say: they differ');
  if (phase !== 'new' && plan.baseline && handle.baseline === undefined)
    throw new InvalidRequest('checkpoint.handle.baseline', 'is missing where the option `baseline` is true');
};
