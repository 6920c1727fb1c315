import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ContextStatusData } from '../../src/model/ContextStatusData.js';
import { silent } from '../../src/model/Logger.js';
import type { SyncHandle } from '../../src/model/SyncHandle.js';
import type { SyncSnapshot } from '../../src/model/SyncSnapshot.js';
import { contextStreams } from '../../src/streams/contextStreams.js';
import { handleOf } from '../support/picture.js';
import { failed, succeeded, task } from '../support/tasks.js';
import { inTurn, inVirtualTime } from '../support/virtual.js';

type Lists = readonly (readonly ContextStatusData[])[];

/** Makes of every task that can be reached one that succeeded. */
const spoil = ({ contextStatusData, handle }: SyncSnapshot): void => {
  spoilHandle(handle);
  (contextStatusData as ContextStatusData[]).forEach((entry) => Object.assign(entry, succeeded()));
  (contextStatusData as ContextStatusData[]).splice(1);
};

const spoilHandle = (handle: SyncHandle): void => {
  for (const entry of [...(handle.baseline ?? []), ...(handle.seen ?? [])]) Object.assign(entry, failed());
  (handle.baseline as ContextStatusData[] | undefined)?.splice(0);
  Object.assign(handle, { accepted: true, contextId: 'other', mode: 'download' });
};

const run = (
  lists: Lists,
  stream: (streams: ReturnType<typeof contextStreams>) => ReturnType<typeof streams.sync$>,
  change: (snapshot: SyncSnapshot) => void = () => undefined,
): readonly string[] => {
  const states: string[] = [];
  inVirtualTime(({ flush }) => {
    const transport = {
      readStatus: () => readStatus,
      trigger: () => of({ requestId: 'T' }),
      monotonicNow: () => 0,
    };
    const readStatus = inTurn(lists.map((data) => of({ requestId: 'R', data })));
    stream(contextStreams(transport, { service: 'AGB', sessionId: 's-1' }, 60_000, silent)).subscribe((snapshot) => {
      states.push(snapshot.state);
      change(snapshot);
    });
    flush();
  });
  return states;
};

describe('what a user does to a snapshot changes no verdict', () => {
  const old = succeeded({ startTime: 1_600_000_000 });
  const second = { contextId: 'ctx-2', path: '/more' };
  const options = { retryInterval: 3 };

  it('of sync$', () => {
    const lists = () => [
      [old],
      [old, task(), task(second)],
      [old, task(), task(second)],
      [old, succeeded(), failed(second)],
    ];
    const sync = (streams: ReturnType<typeof contextStreams>) => streams.sync$(options);
    expect(run(lists(), sync)).toEqual(['running', 'running', 'failed']);
    expect(run(lists(), sync, spoil)).toEqual(['running', 'running', 'failed']);
  });

  it('of follow$, nor what he does to its handle', () => {
    const lists = () => [[old, task()], [old], [old, failed()]];
    const handle = handleOf({ baseline: [{ ...old }], seen: [task()] });
    const follow = (streams: ReturnType<typeof contextStreams>) => streams.follow$(handle, options);
    const states = run(lists(), follow, (snapshot) => {
      spoil(snapshot);
      spoilHandle(handle);
    });
    expect(states).toEqual(['running', 'running', 'failed']);
  });
});
