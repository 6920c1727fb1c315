import { isTransfer } from './isTransfer.js';
import { ServiceError, type ServiceFacts } from './ServiceError.js';
import type { ErrorOrigin } from './TaggedError.js';

/**
 * The session or context does not exist: the service itself says so, by a code or by a 404 in its own envelope. Permanent.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 *
 * const agb = new AGB();
 * const { error } = await agb.get('s-1');
 * if (error?._tag === 'NotFound') console.log((await agb.list()).sessions?.length);
 * ```
 */
export class NotFound extends ServiceError<'NotFound'> {
  constructor(facts: ServiceFacts, origin?: ErrorOrigin) {
    const list = isTransfer(facts.operation) ? 'listFiles' : 'list';
    super('NotFound', 'found nothing', facts, origin, `\`${list}\` tells what is there`);
  }
}
