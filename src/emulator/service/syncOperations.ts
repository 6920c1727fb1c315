import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import { StatusString } from '../../protocol/StatusString.js';
import { inTurn } from '../concurrency/inTurn.js';
import { parseMounts } from '../mounts/parseMounts.js';
import { requiredField } from '../protocol/fields.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import { contextNameOf, noData, sessionIdOf, type Operations } from './Operation.js';

/** Syncing the contexts of a session, and mounting more. */
export const syncOperations = {
  SyncContext: async (call) => {
    const { contextId: context, path, mode = 'upload' } = call.fields;
    if (mode !== 'upload' && mode !== 'download') {
      throw new ServiceRefusal('InvalidParameter.Mode', `The mode ${JSON.stringify(mode)} is not known.`);
    }
    if ((context === undefined) !== (path === undefined)) {
      throw new ServiceRefusal('InvalidParameter', 'contextId and path are given both, or neither.');
    }
    await inTurn(() => {
      call.service.sessions.sync(call.owner, sessionIdOf(call), mode, context, path);
    });
    return noData;
  },
  GetContextInfo: (call) => {
    const { contextId: context, path, taskType } = call.fields;
    const { contextStatus, clockSkew = 0 } = call.fault;
    if (contextStatus !== undefined) return { data: { contextStatus } };
    const id = sessionIdOf(call);
    const tasks = call.service.sessions.listTasks(call.owner, id, { contextId: context, path, taskType });
    const query = JSON.stringify([id, context, path, taskType]);
    const shown = call.service.staleLists.apply(call.fault, query, tasks);
    return { data: { contextStatus: StatusString.encode(shiftTimes(shown, clockSkew)) } };
  },
  GetAndLoadInternalContext: async ({ service, owner, fields, fileTransferPath }) => {
    const id = requiredField(fields, 'sessionId');
    return { data: await service.internalContexts(owner, id, fileTransferPath) };
  },
  BindContexts: async (call) => {
    const mounts = parseMounts(requiredField(call.fields, 'persistenceDataList'), call.service.now());
    if (mounts.length === 0) throw new ServiceRefusal('InvalidParameter', 'persistenceDataList must not be empty.');
    await call.service.sessions.bind(call.owner, sessionIdOf(call), mounts);
    return noData;
  },
  DescribeSessionContexts: (call) => {
    return {
      data: call.service.sessions
        .bindings(call.owner, sessionIdOf(call))
        .map(({ contextId: id, path, policy = '', bindTime }) => ({
          contextId: id,
          contextName: contextNameOf(call, id),
          path,
          policy,
          bindTime,
        })),
    };
  },
} satisfies Partial<Operations>;

const shiftTimes = (tasks: readonly ContextStatusData[], seconds: number): readonly ContextStatusData[] =>
  tasks.map((task) => ({
    ...task,
    startTime: task.startTime && task.startTime + seconds,
    finishTime: task.finishTime && task.finishTime + seconds,
  }));
