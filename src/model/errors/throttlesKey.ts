import { isContextError } from './ContextError.js';
import type { RateLimited } from './RateLimited.js';

/** Whether an error says that no request with this key is taken for some time: what it answers is only the first that was told. */
export const throttlesKey = (error: unknown): error is RateLimited & { readonly retryAfter: number } =>
  isContextError(error) && error._tag === 'RateLimited' && (error.retryAfter ?? 0) > 0;
