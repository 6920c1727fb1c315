import {
  concat,
  defer,
  from,
  groupBy,
  map,
  mergeMap,
  of,
  tap,
  timer,
  toArray,
  type Observable,
  type Subscriber,
} from 'rxjs';
import { isContextError } from '../../../model/errors/ContextError.js';
import { TimedOut } from '../../../model/errors/TimedOut.js';
import type { StatusRequest } from '../../../model/sync/SyncRequest.js';
import type { AsyncContext } from '../../polling/AsyncContext.js';
import type { Held } from '../../polling/Held.js';
import { inSlices } from '../../polling/inSlices.js';
import type { ListedTasks } from './listedTasks.js';
import type { StatusReading } from './StatusSource.js';

/** Who asks for readings: the same object each time. */
export interface Reader {
  readonly request: StatusRequest;
  readonly requestTimeout: number;
  /** It comes for one reading, and others may come at the same moment: the request waits for them. */
  readonly comesOnce?: boolean | undefined;
  /** Its own: what is shared comes from the contexts of others. */
  readonly inContext: AsyncContext;
}

/** One reading that is asked for. */
export interface Ask {
  readonly reader: Reader;
  readonly subscriber: Subscriber<StatusReading | Held>;
}

/** One request that answers several. */
export interface CommonRequest {
  /** What all of them asked for, or the whole list. */
  readonly request: StatusRequest;
  /** The longest that one of them waits, in ms. */
  readonly requestTimeout: number;
}

/** The request that answers all of them; there is at least one. */
export const commonRequest = ([first, ...others]: readonly Ask[]): CommonRequest => {
  const { request, requestTimeout } = (first as Ask).reader;
  const isSame = others.every(({ reader }) => isSameFilter(reader.request, request));
  return {
    request: isSame ? request : { sessionId: request.sessionId },
    requestTimeout: others.reduce((longest, { reader }) => Math.max(longest, reader.requestTimeout), requestTimeout),
  };
};

/**
 * Gives each of them what it asked for. Those of whom it is not sure what that is are emitted in the end, by what they ask: whether
 * an entry that leaves its context blank, or spells it otherwise, is of the one that was asked for, the service knows alone.
 */
export const tellAll = (
  asks: Iterable<Ask>,
  request: StatusRequest,
  reading: StatusReading,
  listed: ListedTasks,
  monotonicNow: () => number,
): Observable<readonly (readonly Ask[])[]> => {
  const whole = { ...reading, data: listed.tasks };
  const unsure: Ask[] = [];
  const tell = (ask: Ask): void => {
    const { reader, subscriber } = ask;
    const { contextId } = reader.request;
    const isWhole = isSameFilter(reader.request, request);
    const data = isWhole ? listed.tasks : listed.of(reader.request);
    if (!isWhole && contextId !== undefined && data.some((task) => task.contextId !== contextId)) {
      unsure.push(ask);
      return;
    }
    const own = isWhole ? whole : { ...reading, data };
    reader.inContext(() => {
      subscriber.next(own);
      subscriber.complete();
    });
  };
  return concat(
    inSlices(asks, tell, monotonicNow),
    defer(() => of(byFilter(unsure))),
  );
};

/** Those who ask for the same, together. */
export const byFilter = (asks: Iterable<Ask>): readonly (readonly Ask[])[] => {
  const groups = new Map<string, Ask[]>();
  for (const ask of asks) {
    const { contextId, path, taskType } = ask.reader.request;
    const filter = JSON.stringify([contextId, path, taskType]);
    const group = groups.get(filter);
    if (group === undefined) groups.set(filter, [ask]);
    else group.push(ask);
  }
  return [...groups.values()];
};

/** Whether an error is about what a request asked for: another one may be answered well. */
export const isAboutRequest = (error: unknown): boolean =>
  isContextError(error) && (error._tag === 'BadAnswer' || error._tag === 'Refused');

/** Ends the waiting of those who wait for less than the request may take. */
export const timeOuts = (asks: readonly Ask[], longest: number): Observable<unknown> =>
  from(asks.filter(({ reader }) => reader.requestTimeout < longest)).pipe(
    groupBy(({ reader }) => reader.requestTimeout),
    mergeMap((group) =>
      group.pipe(
        toArray(),
        mergeMap((late) => timer(group.key).pipe(map(() => late))),
      ),
    ),
    tap((late) => {
      for (const { reader, subscriber } of late) {
        const { requestTimeout: allowed, inContext } = reader;
        inContext(() => {
          subscriber.error(new TimedOut({ operation: 'GetContextInfo', limit: 'requestTimeout', allowed }));
        });
      }
    }),
  );

type Filter = Omit<StatusRequest, 'sessionId'>;

/** Whether two ask for the same part of the list. */
export const isSameFilter = (a: Filter, b: Filter): boolean =>
  a.contextId === b.contextId && a.path === b.path && a.taskType === b.taskType;
