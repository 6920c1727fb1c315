import type { Result } from '../model/Result.js';
import type { Session } from './Session.js';

/** A session, or why there is none. */
export type SessionResult = Result<{ session: Session }>;
