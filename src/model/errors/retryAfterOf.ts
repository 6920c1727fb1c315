import type { ContextError } from './ContextError.js';

/** How long the service asked us to wait before the next request, in ms; 0 where it did not. */
export const retryAfterOf = (error: ContextError): number => ('retryAfter' in error && error.retryAfter) || 0;
