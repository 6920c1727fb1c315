import type { Queue } from 'bullmq';
import type { SyncCheckpoint } from '../index.js';

/** How far a sync is, as it is kept beside its session. */
export interface SyncState {
  /** Absent where it is over. */
  readonly checkpoint?: SyncCheckpoint | undefined;
  /** How it ended. */
  readonly result?: unknown;
  /** Tells what was told of it last. */
  readonly told?: string | undefined;
}

/** The states of a session's syncs, by the ids of their jobs. */
export type SessionStates = ReadonlyMap<string, SyncState>;

/** Who may write them: the one that runs the session's job. */
export interface SessionLock {
  readonly jobId: string;
  readonly token: string;
}

/** Somebody else runs the session's job by now: nothing may be sent for it, nor kept. */
export class LockLost extends Error {}

// Whoever hung for longer than its lock must write nothing any more, whenever it comes back.
const writeStates = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
for field = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[field], ARGV[field + 1]) end
return redis.call('HLEN', KEYS[1])`;

const addState = `return redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])`;

/** The states in Redis, in one hash for each session. */
export const sessionStates = (sessions: Queue) => {
  const keyOf = (sessionId: string): string => sessions.toKey(`states:${sessionId}`);
  const connected = sessions.getBackend().client.then((client) => {
    client.defineCommand('writeSyncStates', { numberOfKeys: 2, lua: writeStates });
    client.defineCommand('addSyncState', { numberOfKeys: 1, lua: addState });
    return client;
  });
  return {
    read: async (sessionId: string): Promise<SessionStates> => {
      const fields = await (await connected).hgetall(keyOf(sessionId));
      return new Map(Object.entries(fields).map(([id, text]) => [id, JSON.parse(text) as SyncState]));
    },
    readOne: async (sessionId: string, id: string): Promise<SyncState | undefined> => {
      const text = await (await connected).hget(keyOf(sessionId), id);
      return text === null ? undefined : (JSON.parse(text) as SyncState);
    },
    /** Adds one that is not there yet. */
    add: async (sessionId: string, id: string, state: SyncState): Promise<void> => {
      await (await connected).runCommand('addSyncState', [keyOf(sessionId), id, JSON.stringify(state)]);
    },
    /** Gives how many there are then. */
    write: async (sessionId: string, { jobId, token }: SessionLock, states: SessionStates): Promise<number> => {
      const fields = [...states].flatMap(([id, state]) => [id, JSON.stringify(state)]);
      const keys = [keyOf(sessionId), `${sessions.toKey(jobId)}:lock`];
      const count = Number(await (await connected).runCommand('writeSyncStates', [...keys, token, ...fields]));
      if (count < 0) throw new LockLost('the lock of the session ended');
      return count;
    },
    remove: async (sessionId: string, id: string): Promise<void> => {
      await (await connected).hdel(keyOf(sessionId), id);
    },
  };
};
