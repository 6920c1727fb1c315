import { isTransfer } from './isTransfer.js';
import { ServiceError, type ServiceFacts } from './ServiceError.js';
import type { ErrorOrigin } from './TaggedError.js';

/**
 * The service does not know the API key, or the key may not do this. Permanent.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { error } = await new AGB({ apiKey: 'an-old-key' }).get('s-1');
 * if (error?._tag === 'Unauthorized') console.error(error.code, error.serviceMessage);
 * ```
 */
export class Unauthorized extends ServiceError<'Unauthorized'> {
  constructor(facts: ServiceFacts, origin?: ErrorOrigin) {
    const advice = isTransfer(facts.operation) ? ofTransfer : 'check `apiKey`, and that `endpoint` is of its service';
    super('Unauthorized', 'was not allowed', facts, origin, advice);
  }
}

const ofTransfer = 'its URL may have run out: another try gets a new one';
