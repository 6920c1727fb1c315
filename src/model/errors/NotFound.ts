import { isTransfer } from './isTransfer.js';
import { ServiceError, type ServiceFacts } from './ServiceError.js';
import type { ErrorOrigin } from './TaggedError.js';

/** The session or context does not exist: the service itself says so, by a code or by a 404 in its own envelope. Permanent. */
export class NotFound extends ServiceError<'NotFound'> {
  constructor(facts: ServiceFacts, origin?: ErrorOrigin) {
    const list = isTransfer(facts.operation) ? 'listFiles' : 'list';
    super('NotFound', 'found nothing', facts, origin, `\`${list}\` tells what is there`);
  }
}
