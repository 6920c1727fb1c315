import { ServiceError, type ServiceFacts } from './ServiceError.js';
import type { ErrorOrigin } from './TaggedError.js';

/**
 * The service said no, for a reason of its own: `code` and `serviceMessage` have it. Permanent.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const { error } = await new AGB().create({ imageId: 'no-such-image' });
 * if (error?._tag === 'Refused') console.error(error.code, error.serviceMessage, error.requestId);
 * ```
 */
export class Refused extends ServiceError<'Refused'> {
  constructor(facts: ServiceFacts, origin?: ErrorOrigin) {
    super('Refused', 'was refused', facts, origin);
  }
}
