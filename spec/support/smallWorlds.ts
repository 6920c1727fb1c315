import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';
import type { SyncHandle } from '../../src/model/sync/SyncHandle.js';
import { followPlan } from '../../src/model/sync/SyncPlan.js';
import { NEVER } from 'rxjs';
import { afterPoll, beforePolls, type PollState } from '../../src/streams/polling/pollState.js';
import type { PollTarget } from '../../src/streams/polling/PollTarget.js';
import { syncTarget } from '../../src/streams/sync/syncTarget.js';
import type { ListReading } from '../../src/streams/sync/matching/judge.js';
import type { SyncCourse } from '../../src/streams/sync/matching/SyncCourse.js';
import { stateOfError } from '../../src/streams/sync/snapshotOf.js';
import { trouble } from './errors.js';
import { handleOf } from './picture.js';
import { task } from './tasks.js';

/**
 * Small worlds, all of them: each history of a service within a bound, told to the judge poll by poll.
 *
 * What looks the same is judged the same, so histories are not lived through one by one: a {@link Node} of the search is what
 * was seen so far, with all worlds that look so. A verdict must be true in each of them, and `unconfirmed` is right only where
 * they differ.
 *
 * What no answer could tell is left out (docs/guide.md says so under Snapshots):
 * - a task of this sync is listed by the poll after `settlePolls`, before others' of its place that were triggered later, and,
 *   where the list knows nothing of its place, before all others of this sync were seen to end;
 * - what leaves the list was shown since it began;
 * - what begins in the second of an earlier task stays in the list;
 * - what was triggered later begins in a later second, but for what the bound says begins in the same.
 *
 * Nobody knows how many lists may be late: `unconfirmed` is right, too, where all histories that look so have had as many as the
 * bound gives, for one more could have told another truth.
 */

/** How far a task really is. */
type Phase = 'waits' | 'runs' | 'Success' | 'Failed';

/** A task at the trigger. */
export interface TaskSeed {
  /** `earlier` was there at the baseline, `foreign` is of somebody who triggers the same later. */
  readonly role: 'earlier' | 'own' | 'foreign';
  readonly contextId: string;
  readonly taskType: string;
  /** The second in which it begins. */
  readonly begins: number;
  /** The second that is told as its start while it waits; none if absent. */
  readonly asked?: number;
  readonly phase: Phase;
}

/** A task, as the service knows it. There is one object for each state, so that states are quick to compare. */
interface TrueTask extends TaskSeed {
  readonly id: number;
  /** In the list: not yet, now, or no more. */
  readonly listed: 'before' | 'now' | 'after';
  /** A good poll showed it. */
  readonly wasSeen: boolean;
  /** A good poll showed that it began. */
  readonly wasSeenBegun: boolean;
  /** It was under way at the baseline. */
  readonly wasUnderWay: boolean;
  readonly entry: ContextStatusData;
  readonly text: string;
}

type TaskState = Omit<TrueTask, 'id' | 'entry' | 'text'>;
type Tasks = readonly TrueTask[];

/** A status list, in an order that tells nothing. */
interface Look {
  readonly id: number;
  readonly text: string;
  readonly texts: ReadonlySet<string>;
  readonly list: readonly ContextStatusData[];
}

/** One state of the service. */
interface World {
  readonly tasks: Tasks;
  /** What it listed before, from the baseline on. */
  readonly past: readonly Look[];
  readonly lateLeft: number;
}

/** Worlds that look the same, and how many histories led to each. */
type Worlds = ReadonlyMap<string, { readonly world: World; readonly histories: number }>;

/** What is enumerated. */
export interface Bound {
  /** The tasks of each history. */
  readonly seeds: readonly (readonly TaskSeed[])[];
  readonly target: Pick<SyncHandle, 'contextId' | 'path' | 'mode'>;
  readonly polls: number;
  readonly settlePolls: number;
  readonly failFast?: boolean;
  /** The trigger's answer got lost: it may have arrived, or not. */
  readonly isLost: boolean;
  /** How many polls may fail. */
  readonly failures: number;
  /** How many lists may be late, such as were true at the baseline or at a poll since, or leave something out. */
  readonly late: number;
  /** Of the lists that a baseline can be, take each so-manieth only. */
  readonly every: number;
}

/** What is true of a sync at a moment. */
type Truth = 'success' | 'failed' | 'open';

/** What was tried, and each verdict that is not true, or that knows less than could be known. */
export interface Tally {
  /** Histories that were told. */
  histories: number;
  /** Different things that were seen. */
  seen: number;
  readonly ends: Record<string, number>;
  readonly findings: string[];
}

/** What was seen so far, all worlds that look so, and what the judge made of it. */
interface Node {
  readonly worlds: Worlds;
  readonly target: PollTarget<SyncCourse, ListReading>;
  readonly state: PollState<SyncCourse>;
  readonly seen: readonly string[];
  readonly failuresLeft: number;
  readonly goodPolls: number;
}

const hasEnded = ({ phase }: TaskSeed): boolean => phase === 'Success' || phase === 'Failed';
const hasBegun = ({ phase }: TaskSeed): boolean => phase !== 'waits';
const isSamePlace = (one: TaskSeed, other: TaskSeed): boolean => one.contextId === other.contextId;
const isSameKey = (one: TaskSeed, other: TaskSeed): boolean =>
  isSamePlace(one, other) && one.taskType === other.taskType;

const interned = <State extends object, T>(make: (state: State, id: number) => T): ((state: State) => T) => {
  const known = new Map<string, T>();
  return (state) => {
    const key = JSON.stringify(state);
    const found = known.get(key) ?? make(state, known.size);
    known.set(key, found);
    return found;
  };
};

const trueTask = interned((state: TaskState, id): TrueTask => {
  const { contextId, taskType, phase, begins, asked = 0 } = state;
  const entry = task({
    contextId,
    path: `/${contextId}`,
    taskType,
    status: phase === 'runs' ? 'Running' : phase === 'waits' ? 'Pending' : phase,
    startTime: phase === 'waits' ? asked : begins,
    finishTime: hasEnded(state) ? begins : 0,
  });
  return { ...state, id, entry, text: `${contextId} ${taskType} ${entry.status} ${entry.startTime}` };
});

const looks = new Map<string, Look>();
const lookOf = (tasks: Tasks): Look => {
  const listed = tasks.filter((one) => one.listed === 'now').sort((one, other) => (one.text < other.text ? -1 : 1));
  const text = listed.map((one) => one.text).join(', ');
  const look = looks.get(text) ?? {
    id: looks.size,
    text,
    texts: new Set(listed.map((one) => one.text)),
    list: listed.map(({ entry }) => entry),
  };
  looks.set(text, look);
  return look;
};

/** The lists that are not true now: late ones, and those that leave entries out. */
const untrueLooks = (now: Look, tasks: Tasks, past: readonly Look[]): readonly Look[] => {
  const listed = tasks.filter((one) => one.listed === 'now');
  // What was listed waiting is listed until it begins.
  const staying = listed.filter((one) => !one.wasSeenBegun && one.role !== 'foreign');
  const others = listed.filter((one) => !staying.includes(one));
  const partial = eachOf(others.map((one) => [[one], []])).map((kept) => lookOf([...staying, ...kept.flat()]));
  return [...new Set([...past, ...partial, lookOf([])])].filter((look) => look !== now);
};

const phasesAfter: Readonly<Record<Phase, readonly Phase[]>> = {
  waits: ['waits', 'runs', 'Success', 'Failed'],
  runs: ['runs', 'Success', 'Failed'],
  Success: ['Success'],
  Failed: ['Failed'],
};
const listedAfter = { before: ['before', 'now'], now: ['now', 'after'], after: ['after'] } as const;

const stateOf = ({ id: _id, entry: _entry, text: _text, ...state }: TrueTask): TaskState => state;

const futures = new Map<TrueTask, Tasks>();
/** How a task can be at the next poll. */
const futuresOf = (one: TrueTask): Tasks => {
  const known = futures.get(one);
  if (known !== undefined) return known;
  const found = listedAfter[one.listed].flatMap((listed) => {
    if (listed === 'after' && !one.wasSeenBegun) return [];
    // How a foreign task goes on that is listed no more is nobody's business.
    const isMoot = listed === 'after' && one.role !== 'own' && !one.wasUnderWay;
    const phases = isMoot ? [one.phase] : phasesAfter[one.phase];
    return phases.map((phase) => trueTask({ ...stateOf(one), listed, phase }));
  });
  futures.set(one, found);
  return found;
};

const shownIn =
  (look: Look) =>
  (one: TrueTask): TrueTask =>
    one.listed !== 'now' || !look.texts.has(one.text) || (one.wasSeen && (one.wasSeenBegun || !hasBegun(one)))
      ? one
      : trueTask({ ...stateOf(one), wasSeen: true, wasSeenBegun: hasBegun(one) });

const eachOf = <T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  choices.reduce<readonly (readonly T[])[]>(
    (found, choice) => found.flatMap((some) => choice.map((one) => [...some, one])),
    [[]],
  );

const ownOf = (tasks: Tasks): Tasks => tasks.filter(({ role }) => role === 'own');

/** Whether a world keeps to what is said above. */
const isTold = (tasks: Tasks): boolean => {
  const isOvertaken = (one: TrueTask, index: number): boolean =>
    one.phase === 'waits' && tasks.slice(index + 1).some((later) => isSameKey(one, later) && hasBegun(later));
  if (tasks.some(isOvertaken)) return false;
  const own = ownOf(tasks);
  const isRepeat = (one: TrueTask): boolean =>
    tasks.some((old) => old.role === 'earlier' && isSameKey(one, old) && old.begins === one.begins);
  if (own.some((one) => one.listed === 'after' && isRepeat(one))) return false;
  const unlisted = own.filter(({ listed }) => listed === 'before');
  if (unlisted.length === 0) return true;
  const isForeign = ({ role, listed }: TrueTask): boolean => role === 'foreign' && listed !== 'before';
  if (tasks.some((one) => isForeign(one) && unlisted.some((other) => isSamePlace(other, one)))) return false;
  const isKnown = (late: TrueTask): boolean => tasks.some((one) => one.role === 'earlier' && isSameKey(one, late));
  const looksOld = (one: TrueTask): boolean =>
    tasks.some(
      (old) =>
        old.role === 'earlier' &&
        old.listed !== 'now' &&
        isSameKey(one, old) &&
        old.phase === one.phase &&
        old.begins === one.begins,
    );
  const others = own.filter((one) => one.listed !== 'before' && !looksOld(one));
  return unlisted.every(isKnown) || others.length === 0 || !others.every(hasEnded);
};

/** What is true of the sync: a task that was under way is its own, where the service made none for that place. */
const truthOf = (all: Tasks, isLost: boolean): Truth => {
  const own = ownOf(all);
  // A trigger that did not arrive did nothing.
  if (isLost && own.length === 0) return 'open';
  const isAbout = ({ taskType }: TrueTask): boolean => own.length === 0 || own.some((one) => one.taskType === taskType);
  const joined = all.filter((one) => one.wasUnderWay && isAbout(one) && !own.some((made) => isSamePlace(made, one)));
  const tasks = [...own, ...joined];
  if (tasks.some(({ phase }) => phase === 'Failed')) return 'failed';
  return tasks.every(({ phase }) => phase === 'Success') ? 'success' : 'open';
};

/** Whether something failed that this sync must take for its own. */
const isToBlame = (tasks: Tasks, isLost: boolean): boolean =>
  truthOf(tasks, isLost) === 'failed' ||
  tasks.some(({ role, phase, listed }) => role === 'foreign' && phase === 'Failed' && listed !== 'before');

// What this sync made is its own, however it is listed.
const isOfTarget =
  ({ contextId, mode }: Bound['target']) =>
  (one: TrueTask): boolean =>
    one.role === 'own' ||
    ((contextId === undefined || one.contextId === contextId) && (mode === undefined || one.taskType === mode));

const atTrigger = (seed: TaskSeed): TrueTask => {
  const isEarlier = seed.role === 'earlier';
  return trueTask({
    ...seed,
    listed: isEarlier ? 'now' : 'before',
    wasSeen: isEarlier,
    wasSeenBegun: isEarlier && hasBegun(seed),
    wasUnderWay: isEarlier && !hasEnded(seed),
  });
};

const addTo = (worlds: Map<string, { world: World; histories: number }>, world: World, histories: number): void => {
  const ids = [world.lateLeft, ...world.tasks.map(({ id }) => id), '', ...world.past.map(({ id }) => id)];
  const key = ids.join(' ');
  worlds.set(key, { world, histories: histories + (worlds.get(key)?.histories ?? 0) });
};

const looksLike = <Key>() => {
  const groups = new Map<Key, Map<string, { world: World; histories: number }>>();
  return {
    groups,
    add: (key: Key, world: World, histories: number): void => {
      const worlds = groups.get(key) ?? new Map<string, { world: World; histories: number }>();
      addTo(worlds, world, histories);
      groups.set(key, worlds);
    },
  };
};

/** Tells all histories within a bound to the judge. */
export const enumerate = (bound: Bound, tally: Tally): void => {
  const plan = followPlan({ maxRetries: 1000, settlePolls: bound.settlePolls, failFast: bound.failFast });
  const { groups, add } = looksLike<Look>();
  for (const seeds of bound.seeds) {
    const tasks = seeds.map(atTrigger);
    const look = lookOf(tasks);
    add(look, { tasks, past: [look], lateLeft: bound.late }, 1);
  }
  for (const [index, [{ list, text }, worlds]] of [...groups].entries()) {
    if (index % bound.every !== 0) continue;
    const handle = handleOf({ ...bound.target, baseline: list, accepted: !bound.isLost });
    const target = syncTarget(NEVER, { handle, plan, age: 0 });
    explore(
      { worlds, target, state: beforePolls(target), seen: [text], failuresLeft: bound.failures, goodPolls: 0 },
      bound,
      tally,
    );
  }
};

const explore = (node: Node, bound: Bound, tally: Tally): void => {
  if (node.seen.length > bound.polls) {
    count(node, 'none', tally);
    return;
  }
  if (node.failuresLeft > 0) {
    const failed = step(node, node.worlds);
    judged({ ...failed, failuresLeft: node.failuresLeft - 1 }, bound, tally);
  }
  const { groups, add } = looksLike<Look>();
  for (const { world, histories } of node.worlds.values()) {
    for (const tasks of eachOf(world.tasks.map(futuresOf))) {
      if (!isTold(tasks)) continue;
      const now = lookOf(tasks);
      const past = world.past.includes(now) ? world.past : [...world.past, now];
      const late = world.lateLeft === 0 ? [] : untrueLooks(now, tasks, world.past);
      for (const look of [now, ...late]) {
        const after = tasks.map(shownIn(look));
        if (node.goodPolls >= bound.settlePolls && ownOf(after).some(({ wasSeen }) => !wasSeen)) continue;
        add(look, { tasks: after, past, lateLeft: world.lateLeft - (look === now ? 0 : 1) }, histories);
      }
    }
  }
  for (const [look, worlds] of groups) {
    judged({ ...step(node, worlds, look), goodPolls: node.goodPolls + 1 }, bound, tally);
  }
};

const answerTo = (look: Look | undefined) =>
  look === undefined ? { error: trouble.unavailable() } : { reading: { data: look.list } };

const step = (node: Node, worlds: Worlds, look?: Look): Node => ({
  ...node,
  worlds,
  state: afterPoll(node.target, {}, node.state, answerTo(look), { elapsed: node.seen.length * 1500 }),
  seen: [...node.seen, look?.text ?? 'x'],
});

/** Looks whether a verdict is true, or goes on where there is none. */
const judged = (node: Node, bound: Bound, tally: Tally): void => {
  const { end } = node.state;
  if (end === undefined) {
    explore(node, bound, tally);
    return;
  }
  const verdict = end.error === undefined ? 'succeeded' : stateOfError(end.error);
  count(node, verdict, tally);
  const worlds = [...node.worlds.values()].map(({ world }) => world.tasks.filter(isOfTarget(bound.target)));
  const truths = [...new Set(worlds.map((tasks) => truthOf(tasks, bound.isLost)))];
  const isLateUsedUp = bound.late > 0 && [...node.worlds.values()].every(({ world }) => world.lateLeft === 0);
  const wrong =
    verdict === 'succeeded'
      ? truths.some((truth) => truth !== 'success')
      : verdict === 'failed'
        ? !worlds.every((tasks) => isToBlame(tasks, bound.isLost))
        : truths.length === 1 && truths[0] !== 'open' && node.state.seen.others.length === 0 && !isLateUsedUp;
  if (wrong)
    tally.findings.push(
      `${bound.isLost ? 'lost: ' : ''}${node.seen.join(' | ')} -> ${verdict}, but it is ${truths.join(' or ')}`,
    );
};

const count = (node: Node, end: string, tally: Tally): void => {
  for (const { histories } of node.worlds.values()) tally.histories += histories;
  tally.seen += 1;
  tally.ends[end] = (tally.ends[end] ?? 0) + 1;
};
