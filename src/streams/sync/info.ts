import { map, type Observable } from 'rxjs';
import type { ContextInfoResult } from '../../model/sync/ContextInfoResult.js';
import type { InfoPlan } from '../../model/sync/InfoOptions.js';
import { success } from '../../model/results/Result.js';
import { keyedCopies } from '../../model/tasks/SyncTask.js';
import type { ContextTransport } from './SyncTransport.js';

/** Reads the status list once. An error of the request stays one. */
export const info = (
  { readStatus }: Pick<ContextTransport, 'readStatus'>,
  sessionId: string,
  { requestTimeout, ...query }: InfoPlan,
): Observable<ContextInfoResult> =>
  readStatus({ sessionId, ...query }, requestTimeout).pipe(
    map(({ requestId, data }) => success(requestId, { contextStatusData: keyedCopies(data) })),
  );
