import type { Schedule } from '../sync/SyncOptions.js';
import { backoff } from './backoff.js';

/**
 * The pace at which AgentBay's own clients poll, as a `retryInterval`: 500 ms at first, each delay 1.1 times the one before,
 * 5000 ms at most (wire-protocol.md, section 6.1).
 *
 * @example
 * ```ts
 * import { AgentBay, agentBayPacing } from 'rx-context-sync';
 *
 * await new AgentBay().session('s-1').context.sync({ retryInterval: agentBayPacing });
 * ```
 */
export const agentBayPacing: Schedule = /* @__PURE__ */ backoff({ initial: 500, factor: 1.1, max: 5000 });
