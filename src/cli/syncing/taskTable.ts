import type { SyncTask } from '../../index.js';
import { aligned } from '../terminal/aligned.js';
import { cut, printable } from '../terminal/printable.js';
import { lineWidth } from '../terminal/terminal.js';

/** Tasks as lines, each as wide as there is room for. */
export const taskTable = (tasks: readonly SyncTask[]): readonly string[] => {
  if (tasks.length === 0) return ['no tasks'];
  const rows = tasks.map(({ status, taskType, contextId, path, startTime, finishTime, errorMessage }) =>
    [status, taskType, contextId, path, tookOf(startTime, finishTime), errorMessage].map((cell) =>
      printable(cell, 200),
    ),
  );
  return aligned([['status', 'type', 'context', 'path', 'took', ''], ...rows]).map((line) =>
    cut(line, lineWidth() ?? Number.POSITIVE_INFINITY),
  );
};

/** Both are of the service's clock, in whole seconds. */
const tookOf = (startTime: number, finishTime: number): string =>
  startTime > 0 && finishTime >= startTime ? `${finishTime - startTime} s` : '';
