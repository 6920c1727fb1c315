import { requestPace } from '../../src/streams/polling/requestPace.js';
import { sharedReadings } from '../../src/streams/sync/readings/sharedReadings.js';
import type { StatusSource } from '../../src/streams/sync/readings/StatusSource.js';
import type { ContextTransport } from '../../src/streams/sync/SyncTransport.js';

/** The requests that a spec answers. */
export type Requests = Pick<StatusSource, 'readStatus' | 'monotonicNow'> & Pick<ContextTransport, 'trigger'>;

/** What a client makes of its requests. */
export const transportOf = (requests: Requests, maxConcurrency = 64): ContextTransport => {
  const { monotonicNow } = requests;
  const pace = requestPace({ maxConcurrency, monotonicNow, onPause: () => undefined });
  return { ...requests, ...pace, readings: sharedReadings({ ...requests, ...pace }) };
};
