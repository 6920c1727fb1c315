import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { contextSync, type SyncOptions, type SyncSnapshot } from '../src/index.js';
import { textOf } from './support/citations.js';
import { emulated, mountPath } from './support/emulated.js';
import { fromPages } from './support/fromPages.js';
import { codesIn, tableOf } from './support/markdown.js';
import {
  accept,
  contextStatus,
  list,
  raw,
  refuse,
  startScriptedService,
  type Step,
} from './support/scriptedService.js';
import { clientOf, type TestedService } from './support/services.js';
import { failed, succeeded, task } from './support/tasks.js';

/** What is to be seen in a situation, by the names that the pages have for it. */
type Situation = (service: TestedService) => Promise<readonly string[]>;

const namesIn = ({ state, warning, error }: SyncSnapshot): readonly string[] => [
  state,
  ...(warning ? ['warning', warning._tag] : []),
  ...(error ? [error._tag] : []),
];

/** A sync whose polls are answered so, one after the other; nothing is listed before it. */
const polled =
  (statuses: readonly Step[], options: SyncOptions = {}, trigger: Step = accept): Situation =>
  async (service) => {
    const { url, count } = await startScriptedService(service.speech, {
      triggers: [trigger],
      statuses: [list(), ...statuses],
    });
    const sync$ = clientOf(service, url)
      .session('s-1')
      .context.sync$({ retryInterval: 5, ...options });
    const snapshots = await lastValueFrom(sync$.pipe(toArray()));
    return [...snapshots.flatMap(namesIn), ...(count.triggers + count.statuses === 0 ? ['nothing is sent'] : [])];
  };

const end = list(succeeded());

const situations: Readonly<Record<string, Situation>> = {
  'the trigger is refused, with HTTP 400': polled([], {}, refuse(400, 'InvalidContext')),
  'a poll is refused, with HTTP 200 and a code': polled([refuse(200, 'InvalidContext'), end]),
  'the key is refused meanwhile: HTTP 400, `NOT_LOGIN`': polled([refuse(400, 'NOT_LOGIN'), end]),
  'a poll ends in HTTP 500': polled([raw('{}', 500), end]),
  'the status is no JSON': polled([contextStatus('Ready'), end]),
  'no task is listed': polled([list()]),
  "only an earlier sync's tasks are listed, all `Success`": async (service) => {
    const earlier = succeeded({ startTime: 1_600_000_000, finishTime: 1_600_000_001 });
    const statuses = [list(earlier), list(earlier), list(earlier, task())];
    const { url } = await startScriptedService(service.speech, { triggers: [accept], statuses });
    const sync$ = clientOf(service, url).session('s-1').context.sync$({ retryInterval: 5, maxRetries: 3 });
    return (await lastValueFrom(sync$.pipe(toArray()))).flatMap(namesIn);
  },
  'a task ends in `success`, in small letters': polled([list(succeeded({ status: 'success' }))]),
  'a task ends in `Failed`': polled([list(failed())]),
  'a task goes on after the last poll': polled([list(task())], { maxRetries: 3 }),
  'a context is given without its path': polled([], { contextId: 'ctx' }),
  'a download of a new session fails': async (service) => {
    const { emulator, client, context } = await emulated({}, service);
    emulator.trouble({ taskError: 'disk full' });
    const contextSyncs = [contextSync(context.id, mountPath)];
    const { success, downloads } = await client.create({ imageId: 'any', contextSyncs, retryInterval: 5 });
    return [...(success ? ['create'] : []), 'downloads', downloads?.state ?? ''];
  },
  'a context has no policy': async (service) => {
    const { session } = await emulated({}, service);
    const { contextStatusData } = await session.context.sync({ retryInterval: 5 });
    return contextStatusData.length > 0 ? ['it is mounted'] : [];
  },
  'the sync before a deletion fails': async (service) => {
    const { emulator, session } = await emulated({}, service);
    emulator.trouble({ taskError: 'disk full' });
    const { state, error } = await session.delete({ syncContext: { retryInterval: 5 } });
    const info = await session.info();
    return [state, ...(error ? [error._tag] : []), ...(info.success ? ['the session is not deleted'] : [])];
  },
};

/** What a cell says is to be seen, and what else it names in code: what the user can do then. */
const claimsOf = (cell: string): readonly string[] => [
  ...codesIn(cell).filter((name) => !['follow', 'handle', 'settlePolls'].includes(name)),
  ...['nothing is sent', 'it is mounted', 'the session is not deleted'].filter((claim) => cell.includes(claim)),
  ...(cell.includes('polls on') ? ['succeeded'] : []),
];

describe.each(fromPages)('what $page says of here', ({ page, service }) => {
  const rows = tableOf(textOf(page), 'What each says');

  it('is about all situations, but those that are none of that SDK', () => {
    const told = rows.map(([what]) => what);
    expect(Object.keys(situations).filter((what) => !told.includes(what))).toEqual(
      service.name === 'AGB' ? [] : ['a context has no policy'],
    );
  });

  it.each(rows)('is so where %s', async (what = '', _ = '', here = '') => {
    const claims = claimsOf(here);
    expect(claims).not.toEqual([]);
    expect(await situations[what]?.(service)).toEqual(expect.arrayContaining([...claims]));
  });
});
