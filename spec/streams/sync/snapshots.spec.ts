import { NEVER, of, takeUntil, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { contextSync } from '../../../src/model/contexts/ContextSync.js';
import type { ContextStatusData } from '../../../src/model/tasks/ContextStatusData.js';
import type { SyncTask } from '../../../src/model/tasks/SyncTask.js';
import { silent } from '../../../src/model/logging/Logger.js';
import type { SyncHandle } from '../../../src/model/sync/SyncHandle.js';
import type { SyncSnapshot } from '../../../src/model/sync/SyncSnapshot.js';
import { bindContexts } from '../../../src/streams/operations/bindContexts.js';
import { contextStreams } from '../../../src/streams/sync/contextStreams.js';
import { initialDownloads } from '../../../src/streams/operations/initialDownloads.js';
import { watch } from '../../../src/streams/sync/watch.js';
import { handleOf } from '../../support/picture.js';
import { failed, succeeded, task } from '../../support/tasks.js';
import { brisk, inTurn, inVirtualTime, virtualNow } from '../../support/virtual.js';
import { transportOf } from '../../support/transport.js';

type Lists = readonly (readonly ContextStatusData[])[];

/** Makes of every task that can be reached one that succeeded. */
const spoil = ({ contextStatusData, handle }: SyncSnapshot): void => {
  spoilHandle(handle);
  (contextStatusData as SyncTask[]).forEach((entry) => Object.assign(entry, succeeded()));
  (contextStatusData as SyncTask[]).splice(1);
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
      monotonicNow: virtualNow,
    };
    const readStatus = inTurn(lists.map((data) => of({ requestId: 'R', data })));
    stream(
      contextStreams(transportOf(transport), { service: 'AGB', sessionId: 's-1' }, { requestTimeout: 60_000 }, silent),
    ).subscribe((snapshot) => {
      states.push(snapshot.state);
      change(snapshot);
    });
    flush();
  });
  return states;
};

describe('what a user does to a snapshot changes no verdict', () => {
  const old = Object.freeze(succeeded({ startTime: 1_600_000_000 }));
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

  it('of whoever follows the handle of a later one', () => {
    const handles: SyncHandle[] = [];
    const lists = [[old], [old, task(second)], [old, task(second)], [old, succeeded(second)]];
    run(
      lists,
      (streams) => streams.sync$(options),
      (snapshot) => {
        handles.push(structuredClone(snapshot.handle));
        spoil(snapshot);
      },
    );
    const accepted = { accepted: true, baseline: [old] };
    expect(handles.slice(0, 3)).toMatchObject([
      { ...accepted, seen: [task(second)] },
      { ...accepted, seen: [task(second)] },
      { ...accepted, seen: [succeeded(second)] },
    ]);
    expect(new Set(handles.map(({ contextId }) => contextId))).toEqual(new Set([undefined]));
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

  it('of the downloads that a session begins with', () => {
    const one = contextSync('ctx', '/data');
    const two = contextSync('ctx-2', '/more');
    const lists: Lists = [
      [failed({ taskType: 'download' })],
      [task({ ...second, taskType: 'download' })],
      [succeeded({ ...second, taskType: 'download' })],
    ];
    inVirtualTime(({ flush }) => {
      const read = inTurn(lists.map((data) => of({ requestId: 'R', data })));
      const states: string[] = [];
      initialDownloads({ list: read, monotonicNow: virtualNow }, [one, two], 'R', brisk).subscribe(
        ({ state, contextStatusData, missing }) => {
          states.push(state);
          for (const entry of contextStatusData) Object.assign(entry, succeeded());
          for (const mount of missing) Object.assign(mount, { contextId: 'ctx' });
        },
      );
      flush();
      expect(states).toEqual(['pending', 'running', 'running', 'failed']);
    });
  });

  it('of a binding', () => {
    inVirtualTime(({ flush }) => {
      const transport = { bind: of({ requestId: 'B' }), listBindings: of({ data: [] }), monotonicNow: virtualNow };
      const ends: string[] = [];
      bindContexts(transport, [contextSync('ctx', '/data')], brisk).subscribe(({ missing, done }) => {
        for (const mount of missing) ends.push(`${mount.contextId} ${done}`);
        for (const mount of missing) Object.assign(mount, { contextId: 'other' });
      });
      flush();
      expect(new Set(ends)).toEqual(new Set(['ctx false', 'ctx true']));
    });
  });

  it('of watch$', () => {
    inVirtualTime(({ flush }) => {
      const read = inTurn([of({ requestId: 'R', data: [task()] }), of({ requestId: 'R', data: [task()] }), NEVER]);
      const seen: string[] = [];
      watch({ list: read, monotonicNow: virtualNow }, { interval: 5 })
        .pipe(takeUntil(timer(30)))
        .subscribe(({ contextStatusData }) => {
          seen.push(contextStatusData[0]?.status ?? '');
          for (const entry of contextStatusData) Object.assign(entry, succeeded());
        });
      flush();
      expect(seen).toEqual(['Running']);
    });
  });
});

describe('the rows of a page', () => {
  const [a, b, c] = ['/a', '/b', '/c'].map((path) => ({ path })) as [
    { path: string },
    { path: string },
    { path: string },
  ];
  const download = { taskType: 'download' };

  it('stay in the order of a sync, though the list forgets some that ended, or turns round', () => {
    const rows: string[] = [];
    const lists = [
      [],
      [task(a), task(b)],
      [task(a), succeeded(b), task(c)],
      [task(c), task(a)],
      [succeeded(c), succeeded(a)],
    ];
    const sync = (streams: ReturnType<typeof contextStreams>) => streams.sync$({ retryInterval: 3 });
    const states = run(lists, sync, ({ contextStatusData }) =>
      rows.push(contextStatusData.map(({ path }) => path).join('')),
    );
    expect(states).toEqual(['running', 'running', 'running', 'succeeded']);
    expect(rows).toEqual(['/a/b', '/a/b/c', '/a/b/c', '/a/b/c']);
  });

  it('stay in the order of the downloads that a session begins with', () => {
    const lists: Lists = [
      [task({ ...a, ...download }), succeeded({ ...b, ...download })],
      [succeeded({ ...a, ...download })],
      [succeeded({ ...c, ...download }), succeeded({ ...a, ...download })],
    ];
    inVirtualTime(({ flush }) => {
      const read = inTurn(lists.map((data) => of({ requestId: 'R', data })));
      const rows: string[] = [];
      const mounts = ['/a', '/b', '/c'].map((path) => contextSync('ctx', path));
      initialDownloads({ list: read, monotonicNow: virtualNow }, mounts, 'R', brisk).subscribe(
        ({ state, contextStatusData }) => rows.push(`${state} ${contextStatusData.map(({ path }) => path).join('')}`),
      );
      flush();
      expect(rows).toEqual(['pending ', 'running /a/b', 'running /a/b', 'succeeded /a/b/c']);
    });
  });
});
