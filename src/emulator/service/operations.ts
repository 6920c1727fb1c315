import { StatusString } from '../../protocol/StatusString.js';
import type { ContextStatusData } from '../../model/tasks/ContextStatusData.js';
import type { ContextRecord } from '../contexts/ContextRecord.js';
import type { EmulatedService } from './EmulatedService.js';
import { isTrue, requiredField, intField } from '../protocol/fields.js';
import { parseLabels, parseMounts } from './lists.js';
import type { operationNames } from '../protocol/operationNames.js';
import { paginate } from './paginate.js';
import type { Fields, OperationResult } from '../protocol/Protocol.js';
import { ServiceRefusal } from '../protocol/ServiceRefusal.js';
import type { Fault } from '../faults/Faults.js';

/** One call of the service: who asks for what. */
export interface CallContext {
  readonly service: EmulatedService;
  readonly owner: string;
  readonly fields: Fields;
  readonly fault: Fault;
}

/** Does what a call asks for. A refusal is thrown. */
export type Operation = (call: CallContext) => OperationResult | Promise<OperationResult>;

const nothing: OperationResult = {};

const contextId = ({ fields }: CallContext): string => requiredField(fields, 'contextId', 'id');

const sessionId = ({ fields }: CallContext): string => requiredField(fields, 'sessionId');

const contextData = ({ id, name, state, createTime, lastUsedTime, osType }: ContextRecord) => ({
  id,
  name,
  state,
  createTime,
  lastUsedTime,
  osType,
});

const shiftTimes = (tasks: readonly ContextStatusData[], seconds: number): readonly ContextStatusData[] =>
  tasks.map((task) => ({
    ...task,
    startTime: task.startTime && task.startTime + seconds,
    finishTime: task.finishTime && task.finishTime + seconds,
  }));

/** What the service can be asked for (wire-protocol.md, section 4), whatever the protocol. */
export const operations: Readonly<Record<(typeof operationNames)[number], Operation>> = {
  GetContext: ({ service: { contexts }, owner, fields }) => {
    const id = fields['contextId'] ?? fields['id'];
    const create = isTrue(fields['allowCreate']);
    if (id === undefined)
      return { data: contextData(contexts.findOrCreate(owner, requiredField(fields, 'name'), create)) };
    if (create) throw new ServiceRefusal('InvalidParameter', 'A context cannot be made with a given id.');
    return { data: contextData(contexts.get(owner, id)) };
  },
  ListContexts: ({ service: { contexts, sessions }, owner, fields }) => {
    const { sessionId: session } = fields;
    const mounted = session && new Set(sessions.get(owner, session).mounts.map((mount) => mount.contextId));
    const found = contexts.list(owner).filter(({ id }) => !mounted || mounted.has(id));
    const { page, ...reply } = paginate(found, fields);
    return { ...reply, data: page.map(contextData) };
  },
  ModifyContext: (call) => {
    call.service.contexts.rename(call.owner, contextId(call), requiredField(call.fields, 'name'));
    return nothing;
  },
  DeleteContext: (call) => {
    call.service.contexts.delete(call.owner, contextId(call));
    return nothing;
  },
  ClearContext: (call) => {
    call.service.contexts.clear(call.owner, contextId(call));
    return nothing;
  },

  GetContextFileUploadUrl: (call) => ({
    data: call.service.files.urlOf(call.owner, 'PUT', contextId(call), requiredField(call.fields, 'filePath')),
  }),
  GetContextFileDownloadUrl: (call) => ({
    data: call.service.files.urlOf(call.owner, 'GET', contextId(call), requiredField(call.fields, 'filePath')),
  }),
  DescribeContextFiles: async (call) => {
    const { fields } = call;
    const files = await call.service.files.list(call.owner, contextId(call), fields['parentFolderPath'] ?? '/');
    const pageNumber = intField(fields, 'pageNumber', 1, 1_000_000);
    const pageSize = intField(fields, 'pageSize', 50, 1000);
    const start = (pageNumber - 1) * pageSize;
    return { data: files.slice(start, start + pageSize), totalCount: files.length };
  },
  DeleteContextFile: async (call) => {
    await call.service.files.delete(call.owner, contextId(call), requiredField(call.fields, 'filePath'));
    return nothing;
  },

  CreateSession: ({ service, owner, fields }) => {
    const { sessionId: made } = service.sessions.create({
      owner,
      imageId: fields['imageId'] ?? 'linux_latest',
      labels: parseLabels(fields['labels']),
      // AGB's TypeScript client sends a 0 for none (wire-protocol.md, section 4.6).
      idleTimeout: Number(fields['timeout'] ?? 0) === 0 ? undefined : intField(fields, 'timeout', 1, 100_000_000),
      mounts: parseMounts(fields['persistenceDataList'], service.timeText()),
    });
    return { data: { ...sessionDataOf(service, made), success: true, errMsg: '' } };
  },
  GetSession: (call) => {
    const { status, mounts } = call.service.sessions.get(call.owner, sessionId(call));
    const contexts = mounts.map(({ contextId: id }) => ({ id, name: nameOf(call, id) }));
    return { data: { ...sessionData(call), status, success: true, contexts } };
  },
  GetSessionInfo: (call) => {
    const { status, imageId } = call.service.sessions.get(call.owner, sessionId(call));
    const { appInstanceId } = sessionData(call);
    return { data: { status, imageId, appInstanceId, isDeleted: 0 } };
  },
  GetMcpResource: (call) => {
    const { sessionId: id } = call.service.sessions.get(call.owner, sessionId(call));
    return { data: { sessionId: id, resourceUrl: sessionData(call).resourceUrl } };
  },
  ListMcpTools: (call) => {
    call.service.sessions.get(call.owner, sessionId(call));
    return { data: noTools };
  },
  SetLabel: (call) => {
    call.service.sessions.setLabels(call.owner, sessionId(call), parseLabels(requiredField(call.fields, 'labels')));
    return nothing;
  },
  GetLabel: (call) => ({
    data: { labels: JSON.stringify(call.service.sessions.get(call.owner, sessionId(call)).labels) },
  }),
  ListSession: ({ service: { sessions }, owner, fields }) => {
    const labels = Object.entries(parseLabels(fields['labels']));
    const status = fields['status']?.toUpperCase();
    const found = sessions
      .list(owner)
      .filter((session) => labels.every(([name, value]) => session.labels[name] === value))
      .filter((session) => status === undefined || session.status === status);
    const { page, ...reply } = paginate(found, fields);
    return { ...reply, data: page.map((session) => ({ sessionId: session.sessionId, sessionStatus: session.status })) };
  },
  RefreshSessionIdleTime: (call) => {
    const { sessionId: used } = call.service.sessions.get(call.owner, sessionId(call));
    call.service.sessions.touch(used);
    return nothing;
  },
  DeleteSession: (call) => {
    call.service.sessions.release(call.owner, sessionId(call));
    return nothing;
  },

  SyncContext: (call) => {
    const { contextId: context, path, mode = 'upload' } = call.fields;
    if (mode !== 'upload' && mode !== 'download') {
      throw new ServiceRefusal('InvalidParameter.Mode', `The mode ${JSON.stringify(mode)} is not known.`);
    }
    if ((context === undefined) !== (path === undefined)) {
      throw new ServiceRefusal('InvalidParameter', 'contextId and path are given both, or neither.');
    }
    call.service.sessions.sync(call.owner, sessionId(call), mode, context, path);
    return nothing;
  },
  GetContextInfo: (call) => {
    const { contextId: context, path, taskType } = call.fields;
    const { contextStatus, tasks, clockSkew = 0 } = call.fault;
    if (contextStatus !== undefined) return { data: { contextStatus } };
    const list = call.service.sessions.listTasks(call.owner, sessionId(call), { contextId: context, path, taskType });
    const shownTasks = call.service.tasksToList(
      JSON.stringify([sessionId(call), context, path, taskType]),
      list,
      tasks,
    );
    return { data: { contextStatus: StatusString.encode(shiftTimes(shownTasks, clockSkew)) } };
  },
  GetAndLoadInternalContext: ({ service, owner, fields }) => {
    const id = requiredField(fields, 'sessionId');
    return { data: service.internalContexts(owner, id) };
  },

  BindContexts: (call) => {
    const mounts = parseMounts(requiredField(call.fields, 'persistenceDataList'), call.service.timeText());
    if (mounts.length === 0) throw new ServiceRefusal('InvalidParameter', 'persistenceDataList must not be empty.');
    call.service.sessions.bind(call.owner, sessionId(call), mounts);
    return nothing;
  },
  DescribeSessionContexts: (call) => {
    return {
      data: call.service.sessions
        .bindings(call.owner, sessionId(call))
        .map(({ contextId: id, path, policy = '', bindTime }) => ({
          contextId: id,
          contextName: nameOf(call, id),
          path,
          policy,
          bindTime,
        })),
    };
  },
};

/** A context may be deleted while it is mounted. */
const nameOf = ({ service: { contexts }, owner }: CallContext, id: string): string =>
  contexts.has(id) ? contexts.get(owner, id).name : '';

/** There are no tools in these sessions; lists of them are JSON text. */
const noTools = '[]';

const sessionDataOf = (service: EmulatedService, id: string) => ({
  sessionId: id,
  appInstanceId: `ai-${id}`,
  resourceId: `p-${id}`,
  resourceUrl: `${service.files.baseUrl}/?resourceId=p-${id}`,
  toolList: noTools,
});

const sessionData = (call: CallContext) => sessionDataOf(call.service, sessionId(call));
