import type { ContextStatusData } from '../../src/model/tasks/ContextStatusData.js';

/** A task of the one context that most specs are about. */
export const task = (fields: Partial<ContextStatusData> = {}): ContextStatusData => ({
  contextId: 'ctx',
  path: '/data',
  errorMessage: '',
  status: 'Running',
  startTime: 1_700_000_100,
  finishTime: 0,
  taskType: 'upload',
  ...fields,
});

/** A task that ended well. */
export const succeeded = (fields: Partial<ContextStatusData> = {}): ContextStatusData =>
  task({ status: 'Success', finishTime: 1_700_000_101, ...fields });

/** A task that ended badly. */
export const failed = (fields: Partial<ContextStatusData> = {}): ContextStatusData =>
  task({ status: 'Failed', finishTime: 1_700_000_101, errorMessage: 'disk full', ...fields });
