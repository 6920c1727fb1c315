import { defer, Observable, tap } from 'rxjs';
import type { SyncLog } from '../model/logging/Logger.js';
import { traceResult, type SyncTrace, type SyncTraceEvent } from '../model/logging/SyncTrace.js';
import type { SyncSnapshot } from '../model/sync/SyncSnapshot.js';
import type { TakeContext } from '../streams/polling/AsyncContext.js';
import type { TraceSync } from '../streams/sync/TraceSync.js';
import { builtinModule } from './builtinModule.js';

/** Tells syncs to whoever listens to the channels of Node's `diagnostics_channel`: docs/tracing.md says what, and when. */
export const syncTracing = (log: SyncLog, takeContext: TakeContext): TraceSync => {
  let channels: Channels | undefined;
  return (begin, sync) =>
    defer(() => {
      channels ??= openChannels();
      const isHeard = channels?.tracing.hasSubscribers === true || channels?.events.hasSubscribers === true;
      return channels && isHeard ? traced(channels, begin(), sync, log, takeContext) : sync(log);
    });
};

const openChannels = () => {
  const diagnostics = builtinModule('diagnostics_channel');
  return (
    diagnostics && {
      tracing: diagnostics.tracingChannel<unknown, SyncTrace>('rx-context-sync:sync'),
      events: diagnostics.channel('rx-context-sync:sync:event'),
    }
  );
};

type Channels = NonNullable<ReturnType<typeof openChannels>>;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const traced = (
  { tracing, events }: Channels,
  trace: Writable<SyncTrace>,
  sync: (log: SyncLog) => Observable<SyncSnapshot>,
  log: SyncLog,
  takeContext: TakeContext,
): Observable<SyncSnapshot> =>
  new Observable((subscriber) => {
    // The sync runs in the stores that listeners bind to its start; its subscriber knows nothing of them.
    const outside = takeContext();
    let isOver = false;
    const over = (): void => {
      isOver = true;
      if (trace.error !== undefined) tracing.error.publish(trace);
      tracing.asyncStart.publish(trace);
    };
    const tracedLog: SyncLog = (level, entry) => {
      if (!events.hasSubscribers) {
        log(level, entry);
        return;
      }
      const told = entry();
      log(level, () => told);
      events.publish({ sync: trace, event: told[0] } satisfies SyncTraceEvent);
    };
    tracing.start.runStores(trace, () => {
      const inside = takeContext();
      const snapshots = sync(tracedLog).pipe(
        tap({
          next: (snapshot) => {
            if (!snapshot.done) return;
            trace.result = traceResult(snapshot);
            trace.error = snapshot.error;
            over();
          },
          error: (error: unknown) => {
            trace.error = error;
            over();
          },
          finalize: () => {
            inside(() => {
              if (!isOver) {
                trace.unsubscribed = true;
                over();
              }
              tracing.asyncEnd.publish(trace);
            });
          },
        }),
      );
      subscriber.add(
        snapshots.subscribe({
          next: (snapshot) => {
            outside(() => {
              subscriber.next(snapshot);
            });
          },
          error: (error: unknown) => {
            outside(() => {
              subscriber.error(error);
            });
          },
          complete: () => {
            outside(() => {
              subscriber.complete();
            });
          },
        }),
      );
    });
    tracing.end.publish(trace);
  });
