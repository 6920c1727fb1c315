import * as t from 'io-ts';
import { ContextStatusData } from './ContextStatusData.js';
import { InvalidRequest } from './errors/InvalidRequest.js';
import type { TargetOptions } from './SyncOptions.js';
import { syncTarget } from './SyncPlan.js';

/**
 * Plain JSON that says which sync to follow. It survives a restart: store it, and give it to `follow$` later, in another
 * process if need be. It holds no secret.
 */
export interface SyncHandle {
  /** The form of this handle. */
  readonly version: 1;
  /** The session whose contexts are synced. */
  readonly sessionId: string;
  /** The one context to follow; absent = all contexts of the session. */
  readonly contextId?: string | undefined;
  /** The mount path of that context; there if and only if `contextId` is. */
  readonly path?: string | undefined;
  /** The mode that was asked for; absent = the service's own. */
  readonly mode?: string | undefined;
  /** The request id of the trigger, or of the refusal that kept it from being sent; empty where there was no answer. */
  readonly requestId: string;
  /** When the trigger was answered, in Unix milliseconds of the machine that sent it. */
  readonly triggeredAt: number;
  /** The service said that it took the trigger. If false, an empty status list proves nothing. */
  readonly accepted: boolean;
  /** What the status list showed before the trigger: tasks of earlier syncs. Absent where it was not read. */
  readonly baseline?: readonly ContextStatusData[] | undefined;
}

const optionalText = t.union([t.string, t.undefined]);

/** The io-ts codec of a handle, for handles that were stored as JSON. Extra keys are dropped. */
export const SyncHandle: t.Type<SyncHandle, SyncHandle> = t.exact(
  t.intersection([
    t.type({
      version: t.literal(1),
      sessionId: t.string,
      requestId: t.string,
      triggeredAt: t.number,
      accepted: t.boolean,
    }),
    t.partial({
      contextId: optionalText,
      path: optionalText,
      mode: optionalText,
      baseline: t.union([t.readonlyArray(ContextStatusData), t.undefined]),
    }),
  ]),
  'SyncHandle',
);

/** A handle of a sync that was not accepted (yet). What is no text in the options is left out. */
export const newHandle = (sessionId: string, options: TargetOptions | undefined, now: number): SyncHandle => {
  const { contextId, path, mode } = options ?? {};
  return {
    version: 1,
    sessionId,
    contextId: textIn(contextId),
    path: textIn(path),
    mode: textIn(mode),
    requestId: '',
    triggeredAt: now,
    accepted: false,
  };
};

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Checks that a value is a handle of this session.
 *
 * @throws {@link InvalidRequest} that names the rule.
 */
export const checkedHandle = (value: unknown, sessionId: string): SyncHandle => {
  const handle = SyncHandle.decode(value);
  if (handle._tag === 'Left') throw new InvalidRequest('handle', 'must be a handle that `start` gave, as it was');
  if (handle.right.sessionId !== sessionId) throw new InvalidRequest('handle', 'must be of this session');
  return { ...handle.right, ...syncTarget(handle.right) };
};
