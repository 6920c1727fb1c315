import type { ContextStatusData } from '../../../model/tasks/ContextStatusData.js';
import type { TargetPlan } from '../../../model/sync/SyncPlan.js';
import { normalPath, normalType } from '../../../model/tasks/spelling.js';
import { blankOr, foldedPath, foldedText, keyOf, type TaskKey } from './taskKey.js';

type Task = ContextStatusData;
type Target = Partial<TargetPlan>;

/** Tells the entries of a status list that a sync is about. */
export type TaskFilter = (task: Task) => boolean;

/**
 * Tells the entries that a sync of this target is about: uploads and downloads, of the mode that was asked for where it is
 * one of the two, and of the context and path where they were given. What an entry leaves blank cannot rule it out: to pass
 * over an unfinished task of ours would be to report the sync as done too early.
 *
 * `known` is all that is known to be listed. An entry that is spelled otherwise counts only where none of them is spelled
 * as it was asked for: `/Data` and `/data` can be two mounts.
 */
export const taskFilter = (target: Target, known: readonly Task[]): TaskFilter => {
  const { contextId, path } = target;
  const isTypeAsked = typeFilter(target);
  if (contextId === undefined || path === undefined) return isTypeAsked;
  const asked = {
    id: contextId,
    path: normalPath(path),
    foldedId: foldedText(contextId),
    foldedPath: foldedPath(path),
  };
  const isNamed = (task: Task): boolean => {
    const listed = keyOf(task);
    return listed.contextId === asked.id && listed.path === asked.path;
  };
  const isPlace = (listed: TaskKey): boolean => blankOr(listed.contextId, asked.id) && blankOr(listed.path, asked.path);
  const canBePlace = (listed: TaskKey): boolean =>
    blankOr(listed.foldedId, asked.foldedId) && blankOr(listed.foldedPath, asked.foldedPath);
  const fits = known.some(isNamed) ? isPlace : canBePlace;
  return (task) => isTypeAsked(task) && fits(keyOf(task));
};

/** Tells the entries that are about the context of a sync, at whatever path and of whatever type. */
export const contextFilter = ({ contextId }: Target): TaskFilter => {
  if (contextId === undefined) return () => true;
  const asked = foldedText(contextId);
  return (task) => blankOr(keyOf(task).foldedId, asked);
};

const transfers: readonly string[] = ['upload', 'download'];

// A mode that is neither may be done by tasks of its own name, or by transfers.
const typeFilter = ({ mode }: Target): TaskFilter => {
  const asked = mode === undefined ? '' : normalType(mode);
  const types = transfers.includes(asked) ? ['', asked] : ['', asked, ...transfers];
  return (task) => types.includes(keyOf(task).type);
};
