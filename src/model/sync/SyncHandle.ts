import * as t from 'io-ts';
import { ContextStatusData } from '../tasks/ContextStatusData.js';
import { InvalidRequest } from '../errors/InvalidRequest.js';
import type { TargetOptions } from './SyncOptions.js';
import { targetPlan } from './SyncPlan.js';

/** The services that a handle can be of. */
export type ServiceName = 'AGB' | 'AgentBay';

/**
 * Plain JSON that says which sync to follow, and what was seen of it. It survives a restart: store it, and give it to
 * `follow$` later, in another process if need be. It holds no secret.
 */
export interface SyncHandle {
  /** The form of this handle. */
  readonly version: 1;
  /** The service that runs the sync: no other takes this handle. Absent in handles of 0.1.0. */
  readonly service?: ServiceName | undefined;
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
  /**
   * It is known that the service took the trigger: it said so, or a new task of this sync was listed. If false, an empty
   * status list proves nothing.
   */
  readonly accepted: boolean;
  /** The trigger was sent, and may have arrived: `trigger` sends it no second time. Absent where it was not. */
  readonly sent?: boolean | undefined;
  /** What the status list showed of the context before the trigger. Absent where it was not read. */
  readonly baseline?: readonly ContextStatusData[] | undefined;
  /**
   * The tasks that were seen since the trigger, and what else began under its context: whoever follows this handle knows of them.
   * Absent where there was none.
   */
  readonly seen?: readonly ContextStatusData[] | undefined;
}

/** A partial type takes `undefined` for each of its keys, but does not say so. (A union would, with a quarter of io-ts.) */
const orUndefined = <A>(codec: t.Type<A>): t.Type<A | undefined> => codec as t.Type<A | undefined>;
const optionalText = orUndefined(t.string);
const optionalFlag = orUndefined(t.boolean);
const optionalTasks = orUndefined(t.readonlyArray(ContextStatusData));

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
      service: orUndefined(t.keyof({ AGB: null, AgentBay: null })),
      contextId: optionalText,
      path: optionalText,
      mode: optionalText,
      sent: optionalFlag,
      baseline: optionalTasks,
      seen: optionalTasks,
    }),
  ]),
  'SyncHandle',
);

/** Where a sync runs. */
export interface SyncPlace {
  readonly service: ServiceName;
  readonly sessionId: string;
}

/** A handle of a sync that was not accepted (yet). What is no text in the options is left out. */
export const newHandle = (
  { service, sessionId }: SyncPlace,
  options: TargetOptions | undefined,
  now: number,
): SyncHandle => {
  const { contextId, path, mode } = options ?? {};
  return {
    version: 1,
    service,
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

/** The same handle in objects of its own: what somebody does to the one changes nothing of the other. */
export const copyOfHandle = (handle: SyncHandle): SyncHandle => ({
  ...handle,
  ...(handle.baseline && { baseline: copyOfTasks(handle.baseline) }),
  ...(handle.seen && { seen: copyOfTasks(handle.seen) }),
});

/** The same tasks in objects of their own. */
export const copyOfTasks = (tasks: readonly ContextStatusData[]): readonly ContextStatusData[] =>
  tasks.map((task) => ({ ...task }));

/**
 * Checks that a value is a handle of this session.
 *
 * @throws {@link InvalidRequest} that names the rule.
 */
export const checkedHandle = (value: unknown, place: SyncPlace, option = 'handle'): SyncHandle => {
  const decoded = SyncHandle.decode(value);
  if (decoded._tag === 'Left' || !Number.isFinite(decoded.right.triggeredAt)) {
    throw new InvalidRequest(option, 'must be a handle that `start` gave, as it was');
  }
  const { service = place.service, sessionId } = decoded.right;
  if (service !== place.service) throw new InvalidRequest(option, `must be of ${place.service}: it is of ${service}`);
  if (sessionId !== place.sessionId) throw new InvalidRequest(option, 'must be of this session');
  return { ...decoded.right, ...targetPlan(decoded.right), service };
};

/**
 * Checks that a value is a handle of this session that can be triggered.
 *
 * @throws {@link InvalidRequest} that names the rule.
 */
export const untriggeredHandle = (value: unknown, place: SyncPlace): SyncHandle => {
  const handle = checkedHandle(value, place);
  if (handle.accepted || handle.sent || handle.requestId !== '' || handle.seen !== undefined)
    throw new InvalidRequest(
      'handle',
      'must be as `prepare` gave it: follow what was triggered, prepare what was refused',
    );
  return handle;
};
