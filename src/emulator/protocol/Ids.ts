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
  const [context, session, request] = [seeded(`${seed} context`), seeded(`${seed} session`), seeded(`${seed} request`)];
  const digit = (): string => request(16).toString(16);
  return {
    contextId: () => wireId('SdkCtx-', context),
    sessionId: () => wireId('s-', session),
    requestId: () => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', digit).toUpperCase(),
  };
};

/** Gives whole numbers from 0 to below a bound. */
const seeded = (seed: string): ((bound: number) => number) => {
  const generator = xoroshiro128plus(createHash('sha256').update(seed).digest().readInt32LE());
  return (bound) => uniformInt(generator, 0, bound - 1);
};
