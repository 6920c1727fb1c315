import { InvalidRequest } from '../errors/InvalidRequest.js';
import { plainCopy, type JsonObject } from '../errors/plain.js';
import type { Rule } from '../options/rules.js';
import type { SyncError, SyncSnapshot } from '../sync/SyncSnapshot.js';
import { errorRule } from './errorRule.js';
import { snapshotAt } from './snapshotRule.js';

/**
 * The error that its JSON tells of, as one of its class again, with its `cause` and with what the sync saw that ended with it.
 * `JSON.stringify(error)` writes it, and `error.toJSON()` for `postMessage` and `structuredClone`, which lose the class and all
 * fields of an error.
 *
 * @throws `InvalidRequest` that names the field, whatever the value is. Fields that nobody knows are dropped.
 *
 * @example
 * ```ts
 * import { AGB, errorFromJSON, isTransient } from 'rx-context-sync';
 *
 * const { error } = await new AGB().session('s-1').context.info();
 * const stored = JSON.stringify(error ?? null);
 * if (stored !== 'null') console.log(isTransient(errorFromJSON(JSON.parse(stored))));
 * ```
 */
export const errorFromJSON = (json: unknown): SyncError => checked('error', json, errorRule(snapshotAt)(0));

/**
 * A snapshot of a sync, or its result, as plain JSON in objects of its own: for `postMessage`, `structuredClone` and a store.
 * `JSON.stringify(snapshot)` writes the same.
 *
 * @example
 * ```ts
 * import { AGB, snapshotToJSON } from 'rx-context-sync';
 *
 * new AGB()
 *   .session('s-1')
 *   .context.sync$()
 *   .subscribe((snapshot) => console.log(snapshotToJSON(snapshot)));
 * ```
 */
export const snapshotToJSON = (snapshot: SyncSnapshot): JsonObject => plainCopy(snapshot);

/**
 * The snapshot that its JSON tells of, with real errors.
 *
 * @throws `InvalidRequest` that names the field, whatever the value is: also where `done`, `success` or the tasks are not what its
 *   state means. Fields that nobody knows are dropped.
 *
 * @example
 * ```ts
 * import { AGB, snapshotFromJSON, snapshotToJSON } from 'rx-context-sync';
 *
 * const worker = new BroadcastChannel('syncs');
 * new AGB()
 *   .session('s-1')
 *   .context.sync$()
 *   .subscribe((snapshot) => worker.postMessage(snapshotToJSON(snapshot)));
 *
 * // On the other side:
 * worker.onmessage = ({ data }) => console.log(snapshotFromJSON(data).state);
 * ```
 */
export const snapshotFromJSON = (json: unknown): SyncSnapshot => checked('snapshot', json, snapshotAt(0));

const checked = <T>(name: string, json: unknown, rule: Rule<T>): T => {
  try {
    return rule(name, json);
  } catch (error) {
    if (isOurs(error)) throw error;
    throw new InvalidRequest(name, 'must be plain data that can be read');
  }
};

// What is no JSON may do anything when it is read, and so may what it throws.
const isOurs = (error: unknown): boolean => {
  try {
    return error instanceof InvalidRequest;
  } catch {
    return false;
  }
};
