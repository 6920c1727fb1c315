import type { Queue } from 'bullmq';
import type { SyncCheckpoint } from '../index.js';
import { isObject } from './isObject.js';
import { redisScript } from './redisScript.js';

/** How far a sync is, as it is kept beside its session. */
export interface SyncState {
  /** Absent where it is over. */
  readonly checkpoint?: SyncCheckpoint | undefined;
  /** How it ended. */
  readonly result?: unknown;
  /** Why nobody can go on with it. */
  readonly unreadable?: string | undefined;
  /** When its job was added, in Unix milliseconds: one that has the same id, and was added later, is of another sync. */
  readonly added?: number | undefined;
  /** Tells what was told of it last. */
  readonly told?: string | undefined;
}

/** The states of a session's syncs, by the ids of their jobs. */
export type SessionStates = ReadonlyMap<string, SyncState>;

/** Who may write them: the one that runs the session's job; and add one: the one that runs its sync's. */
export interface JobLock {
  readonly jobId: string;
  readonly token: string;
}

/** Somebody else runs the job by now: nothing may be sent for it, nor kept. */
export class LockLost extends Error {}

/** The job of a sync was removed: nothing is sent for it any more. */
export class SyncRemoved extends Error {}

// Whoever hung for longer than its lock must write nothing any more, whenever it comes back: a sync that is over would begin anew.
const ifLocked = `if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end`;

const writeStates = `${ifLocked}
for field = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[field], ARGV[field + 1]) end
return redis.call('HLEN', KEYS[1])`;

const addState = `${ifLocked}
redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[3])
local session = redis.call('GET', KEYS[3])
return session and redis.call('EXISTS', ARGV[4] .. session .. ':lock') or 0`;

// When it was added stands first in a state: the rest need not be read for it. What cannot be read is told by who runs it.
const isOfOther = `local function isOfOther(text, added)
  local own = text and string.match(text, '^{"added":(%d+)[,}]')
  return own and added and own ~= added
end`;

// Of those whose job was removed nobody asks for more, whatever has their id since.
const readStates = `${isOfOther}
local states = {}
local fields = redis.call('HGETALL', KEYS[1])
for field = 1, #fields, 2 do
  local added = redis.call('HGET', ARGV[1] .. fields[field], 'timestamp')
  if added and not isOfOther(fields[field + 1], added) then
    table.insert(states, fields[field])
    table.insert(states, fields[field + 1])
  else
    redis.call('HDEL', KEYS[1], fields[field])
  end
end
return states`;

const removeState = `${isOfOther}
if isOfOther(redis.call('HGET', KEYS[1], ARGV[1]), ARGV[2]) then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`;

/** The states in Redis, in one hash for each session. */
export const sessionStates = (syncs: Queue, sessions: Queue) => {
  const keyOf = (sessionId: string): string => sessions.toKey(`states:${sessionId}`);
  const lockOf = (queue: Queue, { jobId }: JobLock): string => `${queue.toKey(jobId)}:lock`;
  const { client } = sessions.getBackend();
  const readAll = redisScript(sessions, 'readSyncStates', 1, readStates);
  const write = redisScript(sessions, 'writeSyncStates', 2, writeStates);
  const add = redisScript(sessions, 'addSyncState', 3, addState);
  const remove = redisScript(sessions, 'removeSyncState', 1, removeState);
  return {
    /** Those whose job is there. */
    read: async (sessionId: string): Promise<SessionStates> => {
      const fields = (await readAll([keyOf(sessionId), syncs.toKey('')])) as string[];
      const ids = fields.filter((_, index) => index % 2 === 0);
      return new Map(ids.map((id, index) => [id, stateIn(fields[2 * index + 1] ?? '')]));
    },
    readOne: async (sessionId: string, id: string): Promise<SyncState | undefined> => {
      const text = await (await client).hget(keyOf(sessionId), id);
      return text === null ? undefined : stateIn(text);
    },
    /** Adds one that is not there yet. Gives whether the job of the session is run meanwhile: that may know nothing of it. */
    add: async (sessionId: string, lock: JobLock, state: SyncState): Promise<boolean> => {
      const keys = [keyOf(sessionId), lockOf(syncs, lock), sessions.toKey(`de:${sessionId}`)];
      const { token, jobId } = lock;
      return unlessLost(await add([...keys, token, jobId, textOf(state), sessions.toKey('')])) > 0;
    },
    /** Gives how many there are then. */
    write: async (sessionId: string, lock: JobLock, states: SessionStates): Promise<number> => {
      const fields = [...states].flatMap(([id, state]) => [id, textOf(state)]);
      return unlessLost(await write([keyOf(sessionId), lockOf(sessions, lock), lock.token, ...fields]));
    },
    /** Removes that of the job which was added then, and none that has its id since. */
    remove: async (sessionId: string, id: string, added: number | undefined): Promise<void> => {
      await remove([keyOf(sessionId), id, ...(added === undefined ? [] : [`${added}`])]);
    },
  };
};

const textOf = ({ added, ...rest }: SyncState): string => JSON.stringify({ added, ...rest });

const unlessLost = (answer: unknown): number => {
  const count = Number(answer);
  if (count < 0) throw new LockLost('the lock of the job ended');
  return count;
};

const stateIn = (text: string): SyncState => {
  try {
    const state = JSON.parse(text) as SyncState;
    const isState = isObject(state) && (isObject(state.checkpoint) || isObject(state.result) || state.unreadable);
    return isState ? state : { unreadable: 'it is no state of a sync' };
  } catch {
    return { unreadable: 'it is no JSON' };
  }
};
