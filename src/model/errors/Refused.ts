import { ServiceError, type ServiceFacts } from './ServiceError.js';

/** The service said no, for a reason of its own: `code` and `serviceMessage` have it. Permanent. */
export class Refused extends ServiceError<'Refused'> {
  constructor(facts: ServiceFacts) {
    super('Refused', 'was refused', facts);
  }
}
