import { asyncScheduler, concatMap, EMPTY, map, of, type Observable } from 'rxjs';
import type { ClientDefaults } from '../../model/options/ClientDefaults.js';
import { requestRules, type RequestOptions } from '../../model/options/RequestOptions.js';
import { checkOptions } from '../../model/options/rules.js';
import { infoFailure, type ContextInfoResult } from '../../model/sync/ContextInfoResult.js';
import { infoPlan, type InfoOptions, type InfoPlan } from '../../model/sync/InfoOptions.js';
import type { SyncLog } from '../../model/logging/Logger.js';
import { newTrace } from '../../model/logging/SyncTrace.js';
import { failure, success } from '../../model/results/Result.js';
import {
  checkedHandle,
  newHandle,
  untriggeredHandle,
  type SyncHandle,
  type SyncPlace,
} from '../../model/sync/SyncHandle.js';
import type { FollowOptions, SyncOptions, TargetOptions } from '../../model/sync/SyncOptions.js';
import { followPlan, syncPlan, type FollowPlan, type SyncPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { SyncPrepareResult, SyncStartResult } from '../../model/sync/SyncStartResult.js';
import { watchPlan, type WatchFilter, type WatchOptions } from '../../model/sync/WatchOptions.js';
import { follow } from './follow.js';
import { info } from './info.js';
import { planFor } from './planFor.js';
import { validated } from '../validated.js';
import { rejectedSnapshot } from './snapshotOf.js';
import { prepare, start, trigger } from './start.js';
import type { StartEnds, StartPrepared, StartWaits } from './startStep.js';
import { sync } from './sync.js';
import { listTransport, type ContextTransport, type SyncTransport } from './SyncTransport.js';
import { untraced, type TraceSync } from './TraceSync.js';
import { watch } from './watch.js';

/** The streams of one session's contexts: options in, results and snapshots out. */
export interface ContextStreams {
  readonly info$: (options?: InfoOptions) => Observable<ContextInfoResult>;
  readonly watch$: (filter?: WatchFilter, options?: WatchOptions) => Observable<ContextInfoResult>;
  readonly start$: (options?: SyncOptions) => Observable<SyncStartResult>;
  readonly prepare$: (options?: SyncOptions) => Observable<SyncPrepareResult>;
  readonly trigger$: (handle: SyncHandle, options?: RequestOptions) => Observable<SyncStartResult>;
  readonly follow$: (handle: SyncHandle, options?: FollowOptions) => Observable<SyncSnapshot>;
  /** `onStart` is told the trigger's result, once for each subscription. */
  readonly sync$: (options?: SyncOptions, onStart?: (result: SyncStartResult) => void) => Observable<SyncSnapshot>;
}

/** Checks the options, then runs the streams. A wrong option is a failed result; nothing is sent. */
export const contextStreams = (
  transport: ContextTransport,
  place: SyncPlace,
  defaults: ClientDefaults,
  log: SyncLog,
  traceSync: TraceSync = untraced(log),
): ContextStreams => {
  const { sessionId } = place;
  const listed = ({ requestTimeout: limit, ...filter }: InfoPlan): SyncTransport =>
    listTransport(transport, { sessionId, ...filter }, limit);
  // Not the path: the service may list it in another spelling than it was asked for.
  const listedFor = ({ contextId }: TargetOptions, { requestTimeout }: FollowPlan): SyncTransport =>
    listed({ contextId, requestTimeout });
  const newHandleOf = (options?: SyncOptions) => newHandle(place, options, asyncScheduler.now());

  return {
    info$: (options) =>
      validated(
        () => infoPlan(options, defaults),
        (plan) => info(transport, sessionId, plan),
        infoFailure,
      ),
    watch$: (filter, options) =>
      validated(
        () => watchPlan(filter, options, defaults),
        ({ interval, ...plan }) => watch(listed(plan), { interval }),
        infoFailure,
      ),
    start$: (options) =>
      validated(
        () => syncPlan(options, defaults),
        (plan) =>
          start(listedFor(plan, plan), { place, plan }, log).pipe(
            concatMap((step) => (step.state === 'waiting' ? EMPTY : of(step.result))),
          ),
        (error) => ({ ...failure(error), state: 'failed', handle: newHandleOf(options) }),
      ),
    prepare$: (options) =>
      validated<SyncPlan, SyncPrepareResult>(
        () => syncPlan(options, defaults),
        (plan) => prepare(listedFor(plan, plan), { place, plan }, log).pipe(concatMap(preparedResult)),
        failure,
      ),
    trigger$: (handle, options) =>
      validated<TriggerPlan, SyncStartResult>(
        () => ({
          from: untriggeredHandle(handle, place),
          requestTimeout: checkOptions(requestRules(defaults), options).requestTimeout,
        }),
        ({ from, requestTimeout }) => {
          const { contextId, path, mode, baseline } = from;
          const plan = { ...syncPlan({ contextId, path, mode }, defaults), requestTimeout };
          return trigger(transport, { place, plan }, baseline, log).pipe(map(({ result }) => result));
        },
        (error) => ({ ...failure(error), state: 'failed', handle: newHandleOf() }),
      ),
    follow$: (handle, options) =>
      traceSync(
        () => newTrace(place, 'follow', handle),
        (ownLog) =>
          validated(
            () => {
              const checked = checkedHandle(handle, place);
              const age = ageOf(checked);
              return { handle: checked, age, plan: planFor(followPlan(options, defaults), checked, age) };
            },
            ({ plan, ...from }) => follow(listedFor(from.handle, plan), from, plan, ownLog),
            (error) => rejectedSnapshot('failed', newHandleOf(), error),
          ),
      ),
    sync$: (options, onStart) =>
      traceSync(
        () => newTrace(place, 'sync', options),
        (ownLog) =>
          validated(
            () => syncPlan(options, defaults),
            (plan) => sync(listedFor(plan, plan), place, plan, ownLog, onStart),
            (error) => {
              const handle = newHandleOf(options);
              onStart?.({ ...failure(error), state: 'failed', handle });
              return rejectedSnapshot('failed', handle, error);
            },
          ),
      ),
  };
};

/** How old a handle is, in ms, by the clock of this machine, which may be another one than that of the handle. */
const ageOf = ({ triggeredAt }: SyncHandle): number => asyncScheduler.now() - triggeredAt;

/** What is triggered, and how. */
interface TriggerPlan {
  readonly from: SyncHandle;
  readonly requestTimeout: number;
}

const preparedResult = (step: StartWaits | StartPrepared | StartEnds): Observable<SyncPrepareResult> => {
  switch (step.state) {
    case 'waiting':
      return EMPTY;
    case 'prepared':
      return of(success(step.requestId, { handle: step.handle }));
    default:
      return step.result.success ? EMPTY : of(failure(step.result.error));
  }
};
