import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { newContextId, newRequestId, newSessionId, wireId } from './wireForms.js';

/** The ids that the service gives. */
export interface Ids {
  readonly contextId: () => string;
  readonly sessionId: () => string;
  readonly requestId: () => string;
}

/** Others each time. */
export const randomIds: Ids = { contextId: newContextId, sessionId: newSessionId, requestId: newRequestId };

/**
 * The same each time for the same seed. Each kind has numbers of its own: how often somebody polls changes no id of a context.
 * Who knows the seed knows them all.
 */
export const seededIds = (seed: string): Ids => {
  const [context, session, request] = ['context', 'session', 'request'].map((kind) => seeded(`${seed} ${kind}`)) as [
    Pick,
    Pick,
    Pick,
  ];
  return {
    contextId: () => wireId('SdkCtx-', context),
    sessionId: () => wireId('s-', session),
    requestId: () =>
      'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => request(16).toString(16)).toUpperCase(),
  };
};

/** A whole number from 0 to below the bound. */
type Pick = (bound: number) => number;

const seeded = (seed: string): Pick => {
  const generator = xoroshiro128plus(createHash('sha256').update(seed).digest().readInt32LE());
  return (bound) => uniformInt(generator, 0, bound - 1);
};
