import type { ContextStatusData } from '../model/ContextStatusData.js';
import type { SyncTarget } from '../model/SyncPlan.js';
import { normalPath } from './taskKey.js';

/**
 * The entries of a status list that a sync of this target is about: uploads and downloads, of the mode that was asked for
 * where it is one of the two, and of the context and path where they were given. What an entry leaves blank cannot rule it
 * out: to pass over an unfinished task of ours would be to report the sync as done too early.
 */
export const ours = (
  list: readonly ContextStatusData[],
  { contextId, path, mode }: Partial<SyncTarget>,
): readonly ContextStatusData[] => {
  const types = isTransfer(mode?.toLowerCase()) ? [mode?.toLowerCase()] : transfers;
  return list.filter(
    (task) =>
      (task.taskType === '' || types.includes(task.taskType.toLowerCase())) &&
      matches(contextId, task.contextId) &&
      matches(path && normalPath(path), normalPath(task.path)),
  );
};

const transfers: readonly (string | undefined)[] = ['upload', 'download'];

const isTransfer = (type: string | undefined): boolean => transfers.includes(type);

const matches = (asked: string | undefined, listed: string): boolean =>
  asked === undefined || listed === '' || asked === listed;
