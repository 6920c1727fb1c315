import { ServiceError, type ServiceFacts } from './ServiceError.js';

/** The session or context does not exist. Permanent. */
export class NotFound extends ServiceError<'NotFound'> {
  constructor(facts: ServiceFacts) {
    super('NotFound', 'found nothing', facts);
  }
}
