import { map, type Observable } from 'rxjs';
import { infoFailure, type ContextInfoResult } from '../../model/sync/ContextInfoResult.js';
import type { InfoPlan } from '../../model/sync/InfoOptions.js';
import { success } from '../../model/results/Result.js';
import type { SyncTransport } from './SyncTransport.js';
import { toResult } from '../catchContextError.js';

/** Reads the status list once. */
export const info = (
  transport: SyncTransport,
  sessionId: string,
  { requestTimeout, ...query }: InfoPlan,
): Observable<ContextInfoResult> =>
  transport.readStatus({ sessionId, ...query }, requestTimeout).pipe(
    toResult(({ requestId, data }) => success(requestId, { contextStatusData: data })),
    map((result) => (result.success ? result : infoFailure(result.error))),
  );
