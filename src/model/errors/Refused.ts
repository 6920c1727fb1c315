import { ServiceError, type ServiceFacts } from './ServiceError.js';
import type { ErrorOrigin } from './TaggedError.js';

/** The service said no, for a reason of its own: `code` and `serviceMessage` have it. Permanent. */
export class Refused extends ServiceError<'Refused'> {
  constructor(facts: ServiceFacts, origin?: ErrorOrigin) {
    super('Refused', 'was refused', facts, origin);
  }
}
