import type { Observable } from 'rxjs';
import { InvalidRequest } from '../../model/errors/InvalidRequest.js';
import { callable, checkOptions, optional, type Rule } from '../../model/options/rules.js';
import type { SyncHandle } from '../../model/sync/SyncHandle.js';
import type { FollowOptions, SyncOptions, TargetOptions } from '../../model/sync/SyncOptions.js';
import { syncPlan } from '../../model/sync/SyncPlan.js';
import type { SyncSnapshot } from '../../model/sync/SyncSnapshot.js';
import type { SyncStartResult } from '../../model/sync/SyncStartResult.js';
import { eventStreamOf } from './eventStreamOf.js';
import { followings } from './followings.js';
import { followTogether, isAnswer, locationOf, type Followed } from './followTogether.js';
import { KeptSyncs } from './KeptSyncs.js';
import { inProgress, plain, refusalOf, refused, type SyncRefusal } from './refusals.js';
import { requestedTarget } from './requestedTarget.js';
import { startId } from './startId.js';
import { memoryStore, type SyncStore } from './SyncStore.js';
import { heartbeat, retry, type EventStreamOptions } from './toEventStream.js';

/** A session of this library, as far as it is needed here. */
export interface SyncedSession {
  /** The service's id of it. */
  readonly sessionId: string;
  /** Its contexts. */
  readonly context: {
    /** Triggers a sync without following it. */
    readonly start: (options?: SyncOptions) => Promise<SyncStartResult>;
    /** Follows a sync that was started before. */
    readonly follow$: (handle: SyncHandle, options?: FollowOptions) => Observable<SyncSnapshot>;
  };
}

/** Who may do what, and how it is done. */
export interface SyncHandlerOptions extends Pick<EventStreamOptions, 'heartbeat' | 'retry'> {
  /**
   * The session whose contexts this request may sync and follow; or the answer to one that may not. It is asked for each request: here
   * it is decided who may see what. Where a page follows several syncs by one request, it is asked for each of them, with a request of
   * that sync and the headers that came.
   */
  readonly session: (request: Request) => SyncedSession | Response | Promise<SyncedSession | Response>;
  /**
   * How syncs are followed. What is synced says the page: `contextId`, `path` and `mode`.
   * @default the defaults of `sync$`
   */
  readonly sync?: Omit<SyncOptions, keyof TargetOptions> | undefined;
  /**
   * Where the syncs are kept that pages started: what several servers share, where there are several.
   * @default the memory of this process, for an hour each
   */
  readonly store?: SyncStore | undefined;
}

/** Answers a request of a page: in the form that hono, Next.js, Bun, Deno and Workers mount. */
export type SyncHandler = (request: Request) => Promise<Response>;

/**
 * What a server mounts at one path for pages, which have no key: `POST` starts a sync (201, with a `Location`), `GET` of that location
 * follows it as server-sent events, and never starts one. `remoteSync$` does both.
 *
 * Several pages that look at one sync are one following. No key, handle, baseline or stack goes to a page; what the `session` function
 * throws is an HTTP 500 without a reason. A `POST` has to be `application/json`, which no form of a foreign page can send; whether pages
 * of other origins may read the answers is the server's own affair (CORS).
 *
 * @throws `InvalidRequest` that names the option and the rule.
 *
 * @example
 * ```ts
 * import { AGB } from 'rx-context-sync';
 * import { syncHandler } from 'rx-context-sync/web';
 *
 * const sessions = new Map([['a-token', new AGB({ apiKey: 'my-key' }).session('s-1')]]);
 * export const handle = syncHandler({
 *   session: (request) =>
 *     sessions.get(request.headers.get('authorization') ?? '') ?? new Response(null, { status: 401 }),
 * });
 * ```
 */
export const syncHandler = (options: SyncHandlerOptions): SyncHandler => {
  const { session: sessionOf, sync, store = memoryStore(), ...pace } = checkOptions(rules, options);
  const { baseline: _, ...followOptions } = sync ?? {};
  const { timeout } = syncPlan(sync);
  const syncs = new KeptSyncs(store);
  const follow = followings(syncs);
  const starting = new Map<string, Promise<SyncRefusal | undefined>>();

  /** What keeps it from being followed. What may have been triggered is kept, to be followed. */
  const start = async (
    id: string,
    { context }: SyncedSession,
    target: TargetOptions,
  ): Promise<SyncRefusal | undefined> => {
    // Whoever asks again, asks for what another server starts now.
    if (store.setIfAbsent && !(await store.setIfAbsent(id, {}))) return inProgress;
    const started = await context.start({ ...sync, ...target });
    const refusal = started.state === 'failed' ? refusalOf(started.error) : undefined;
    if (refusal === undefined) syncs.keep(id, { handle: started.handle });
    else if (store.setIfAbsent) syncs.keep(id, { refusal });
    return refusal;
  };
  const post = async (request: Request): Promise<Response> => {
    const session = await sessionOf(request);
    if (!('context' in session)) return session;
    const target = await requestedTarget(request);
    if (target instanceof Response) return target;
    // The answer to the first may have got lost on its way: it is given again, and nothing is started.
    const id = await startId(session.sessionId, request.headers.get('idempotency-key'), target);
    const known = await syncs.get(id);
    if (known?.refusal) return refused(known.refusal);
    if (known?.handle === undefined) {
      const started = starting.get(id) ?? start(id, session, target).finally(() => starting.delete(id));
      starting.set(id, started);
      const refusal = await started;
      if (refusal !== undefined) return refused(refusal);
    }
    const { searchParams } = new URL(request.url);
    searchParams.set('id', id);
    // From the path that the page asked at: what stands between may have another one for it.
    return plain(201, { Location: `?${searchParams}` });
  };
  const followed = async (request: Request): Promise<Followed> => {
    const session = await sessionOf(request);
    if (!('context' in session)) return session;
    const id = new URL(request.url).searchParams.get('id') ?? '';
    const stored = await syncs.get(id);
    // Whoever may see one session need not see another one's.
    if (stored?.handle?.sessionId !== session.sessionId) return plain(404);
    return follow(id, (handle) =>
      session.context.follow$(handle, { ...followOptions, timeout: timeLeft(handle, timeout) }),
    );
  };
  const get = async (request: Request): Promise<Response> => {
    const locations = new URL(request.url).searchParams.getAll('location');
    const isOne = locations.length === 0;
    const told = await (isOne ? followed(request) : followTogether(request, locations, followed));
    if (isAnswer(told)) return told;
    const lastEventId = request.headers.get('last-event-id');
    const stream = { ...pace, signal: request.signal, lastEventId };
    return eventStreamOf(told, isOne ? stream : { ...stream, thingOf: locationOf });
  };

  return async (request) => {
    const answer = request.method === 'POST' ? post : request.method === 'GET' ? get : undefined;
    if (answer === undefined) return plain(405, { Allow: 'GET, POST' });
    try {
      return await answer(request);
    } catch {
      // What went wrong here is not for pages.
      return plain(500);
    }
  };
};

/** The time that a sync has from its trigger on is that of all who follow it; who comes late has time for a look. */
const timeLeft = ({ triggeredAt }: SyncHandle, timeout: number): number =>
  Math.max(timeout - (Date.now() - triggeredAt), lastLook);

/** In ms. */
const lastLook = 10_000;

const storeRule: Rule<SyncStore> = (option, value) => {
  const { get, set, setIfAbsent = set } = (value ?? {}) as Partial<SyncStore>;
  if ([get, set, setIfAbsent].every((part) => typeof part === 'function')) return value as SyncStore;
  throw new InvalidRequest(option, 'must have the functions get and set, and may have setIfAbsent');
};

const syncOptions: Rule<SyncHandlerOptions['sync']> = (_, value) => {
  const options = value as SyncHandlerOptions['sync'];
  syncPlan(options);
  return options;
};

const rules = {
  heartbeat,
  retry,
  session: callable<SyncHandlerOptions['session']>(),
  sync: optional(syncOptions),
  store: optional(storeRule),
};
