import type { Result } from '../results/Result.js';

/** What the service calls the state of a session, for example `RUNNING`. */
export type SessionInfoResult = Result<{ status: string }>;
