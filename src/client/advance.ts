import type { Observable } from 'rxjs';
import type { AbortOptions } from '../adapters/AbortOptions.js';
import { toPromise } from '../adapters/toPromise.js';
import type { SyncAdvance, SyncCheckpoint } from '../model/sync/SyncCheckpoint.js';
import { advance as step } from '../streams/sync/steps/advance.js';
import type { SaveCheckpoint } from '../streams/sync/steps/savedBy.js';
import type { ContextManager } from './ContextManager.js';

/**
 * Takes a stored sync one step further, with one request at most: reads the baseline, or triggers, or polls. Whoever stores what it gives
 * (`next`) and calls it again after `delay` ms has what `sync$` is, over any number of processes that can be killed at any moment. A
 * sync is triggered once: before the trigger is sent, `save` is given the checkpoint that says so, and what is found so is followed, and
 * never sent again. Where two could hold the same checkpoint, `save` has to refuse the one that lost its lock.
 *
 * Those that are advanced at one moment, with the same client and session, are one request for the status list. Where the key is
 * throttled a step does not wait: it gives the delay, and a `warning`.
 *
 * @throws `InvalidRequest` where the checkpoint is none of this session, and what `save` throws; nothing is sent then.
 */
export const advance$ = (
  context: ContextManager,
  checkpoint: SyncCheckpoint,
  save: SaveCheckpoint,
): Observable<SyncAdvance> => step(context.meansOf(), checkpoint, save);

/**
 * `advance$` as a promise.
 *
 * @example
 * ```ts
 * import { readFile, writeFile } from 'node:fs/promises';
 * import { setTimeout } from 'node:timers/promises';
 * import { advance, AGB, newCheckpoint, type SyncCheckpoint } from 'rx-context-sync';
 *
 * const { context } = new AGB().session('s-1');
 * const save = (checkpoint: SyncCheckpoint) => writeFile('sync.json', JSON.stringify(checkpoint), { flush: true });
 *
 * // It can be killed anywhere, and goes on when it is started again.
 * const stored = await readFile('sync.json', 'utf8').catch(() => JSON.stringify(newCheckpoint({ mode: 'upload' })));
 * for (let checkpoint: SyncCheckpoint = JSON.parse(stored); ; ) {
 *   const { next, delay, snapshot } = await advance(context, checkpoint, save);
 *   if (snapshot) console.log(snapshot.state, snapshot.progress);
 *   if (next === undefined) break;
 *   await save((checkpoint = next));
 *   await setTimeout(delay);
 * }
 * ```
 */
export const advance = async (
  context: ContextManager,
  checkpoint: SyncCheckpoint,
  save: SaveCheckpoint,
  options?: AbortOptions,
): Promise<SyncAdvance> => toPromise(advance$(context, checkpoint, save), options);
