import { ServiceError, type ServiceFacts } from './ServiceError.js';

/** The service does not know the API key, or the key may not do this. Permanent. */
export class Unauthorized extends ServiceError<'Unauthorized'> {
  constructor(facts: ServiceFacts) {
    super('Unauthorized', 'was not allowed', facts);
  }
}
