import { createHash } from 'node:crypto';
import {
  advance,
  snapshotToJSON,
  type ContextManager,
  type SaveCheckpoint,
  type SyncAdvance,
  type SyncCheckpoint,
  type SyncSnapshot,
} from '../index.js';
import { delayUntilDue, dueSyncs, isKnown } from './dueSyncs.js';
import type { TakeTurn } from './limiterTurns.js';
import type { SessionStates, SyncState } from './sessionStates.js';

/** What one step of a session's syncs gave. */
export interface SessionStep {
  /** The states that are others now. */
  readonly changed: SessionStates;
  /** What is to be told of them, as JSON. */
  readonly news: ReadonlyMap<string, object>;
  /** How long the service asked all requests of the key to wait, in ms. */
  readonly throttled: number;
  /** When the next step is due, in ms from now on. */
  readonly delay: number;
  /** What kept some of them from being taken further, or kept: it says nothing of the others. */
  readonly failures: readonly unknown[];
}

/**
 * Takes the syncs of a session one step further, with one request for all of them, and one more for each that is triggered after
 * it, in a turn of its own. `breaks` is how often whoever did so was killed, or failed: what was to be told last may not have been told.
 */
export const sessionStep = async (
  contextOf: () => ContextManager,
  states: SessionStates,
  breaks: number,
  save: (id: string, checkpoint: SyncCheckpoint) => Promise<unknown>,
  takeTurn: TakeTurn,
): Promise<SessionStep> => {
  const checkpoints = checkpointsOf(states);
  const known = new Map([...checkpoints].filter(([, checkpoint]) => isKnown(checkpoint)));
  const due = dueSyncs(known, Date.now());
  const changed = new Map<string, SyncState>();
  const news = new Map<string, object>();
  let throttled = 0;
  const step = async (id: string): Promise<void> => {
    const advanced = await unlessUnreadable((asked) =>
      stepOf(
        contextOf(),
        known.get(id) as SyncCheckpoint,
        asked((kept) => save(id, kept)),
        asked(takeTurn),
      ),
    );
    const { added, told: before } = states.get(id) ?? {};
    if ('unreadable' in advanced) return void changed.set(id, { ...advanced, added });
    const { next, snapshot } = advanced;
    const told = snapshot ? `${breaks} ${digestOf(snapshot)}` : before;
    const json = snapshot && snapshotToJSON(snapshot);
    changed.set(id, next ? { checkpoint: next, added, told } : { result: json, added });
    if (json && told !== before) news.set(id, json);
    throttled = Math.max(throttled, pauseIn(snapshot));
  };
  // All of them to their end: what one did must be kept, whatever became of another.
  const ends = await Promise.allSettled(due.map(step));
  return {
    failures: ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])),
    changed,
    news,
    throttled,
    delay: delayUntilDue(checkpointsOf(new Map([...states, ...changed])), Date.now()),
  };
};

const checkpointsOf = (states: SessionStates): ReadonlyMap<string, SyncCheckpoint> =>
  new Map([...states].flatMap(([id, { checkpoint }]) => (checkpoint ? [[id, checkpoint]] : [])));

/** Has it known whether Redis failed, which was asked for something. */
type Asked = <Args extends readonly unknown[], Answer>(
  ask: (...args: Args) => Promise<Answer>,
) => (...args: Args) => Promise<Answer>;

/** One step, or what is wrong with its checkpoint: that keeps no other sync of the session. */
const unlessUnreadable = async (
  step: (asked: Asked) => Promise<SyncAdvance>,
): Promise<SyncAdvance | { readonly unreadable: string }> => {
  const redis = { failed: false };
  const asked: Asked =
    (ask) =>
    async (...args) => {
      redis.failed = true;
      const answer = await ask(...args);
      redis.failed = false;
      return answer;
    };
  try {
    return await step(asked);
  } catch (error) {
    if (redis.failed) throw error;
    return { unreadable: String(error) };
  }
};

/** One step; where it reads the baseline, the trigger comes at once: it would get old, however busy the queue is. */
const stepOf = async (
  context: ContextManager,
  checkpoint: SyncCheckpoint,
  save: SaveCheckpoint,
  takeTurn: TakeTurn,
): Promise<SyncAdvance> => {
  const advanced = await advance(context, checkpoint, save);
  if (advanced.next?.phase !== 'ready') return advanced;
  return (await takeTurn()) ? advance(context, advanced.next, save) : advanced;
};

/** The same for snapshots that differ in no more than how often, and for how long it was polled. */
const digestOf = ({ state, contextStatusData, progress, warning }: SyncSnapshot): string =>
  createHash('sha256')
    .update(JSON.stringify([state, contextStatusData, progress, warning?._tag]))
    .digest('base64');

const pauseIn = (snapshot: SyncSnapshot | undefined): number =>
  snapshot?.warning?._tag === 'RateLimited' ? (snapshot.warning.retryAfter ?? 0) : 0;
